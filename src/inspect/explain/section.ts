/** A part of an explanation: a title, what it says beside it, and lines below. */
import type { Style } from '../style.ts'

export interface Section {
  readonly title: string
  /** What the section comes to, on the line of its title. */
  readonly gist: string
  readonly lines: readonly string[]
}

/** Width of the longest title, so that what stands beside titles is aligned. */
const TITLE_WIDTH = 10

/** The lines of all sections, a blank one between them. */
export function sectionLines(sections: readonly Section[], style: Style): readonly string[] {
  return sections.flatMap(({ title, gist, lines }, index) => [
    ...(index === 0 ? [] : ['']),
    `${style.heading(title.padEnd(TITLE_WIDTH))} ${gist}`.trimEnd(),
    ...lines,
  ])
}
