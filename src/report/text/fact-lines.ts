/** Facts in words as wrapped lines. */
import type { Fact } from '../view/data-facts.ts'
import { type Block, wrap } from './layout.ts'
import { type Paint, printable } from './paint.ts'

/** Each fact behind its name, wrapped to the width. */
export function factLines(facts: readonly Fact[], width: number, paint: Paint): Block {
  const indent = Math.max(0, ...facts.map(([name]) => name.length)) + 2
  return facts.flatMap(([name, fact]) => {
    const [first = '', ...rest] = wrap(printable(fact), width - indent)
    return [paint(name.padEnd(indent), 'dim') + first, ...rest.map((line) => ' '.repeat(indent) + line)]
  })
}

/** Sentences as dimmed, wrapped lines. */
export function noteLines(notes: readonly string[], width: number, paint: Paint): Block {
  return notes.flatMap((note) => wrap(printable(note), width)).map((line) => paint(line, 'dim'))
}
