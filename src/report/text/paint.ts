/** Colours of the terminal, or none. */
import pc from 'picocolors'
import type { Tone } from '../view/table.ts'

/** Paints a text. */
export type Paint = (text: string, tone: Tone | 'title') => string

/** Colours with `color`; without, every text stays as it is. */
export function painter(color: boolean): Paint {
  const colors = pc.createColors(color)
  const paints: Readonly<Record<Tone | 'title', (text: string) => string>> = {
    good: colors.green,
    bad: colors.red,
    dim: colors.dim,
    strong: colors.bold,
    title: (text) => colors.bold(colors.cyan(text)),
    plain: (text) => text,
  }
  return (text, tone) => paints[tone](text)
}

/** Text from the data without control characters: a file name must not be able to move the cursor. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim()
}
