/** Colours of the inspecting commands, off where the output is not a terminal. */
import { createColors } from 'picocolors'

/** How words are set off. Every function gives the text itself back where colours are off. */
export interface Style {
  readonly heading: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly dim: (text: string) => string
}

/** @param colours whether escape codes are wanted: a terminal, and NO_COLOR is not set */
export function styleOf(colours: boolean): Style {
  const { bold, green, red, dim } = createColors(colours)
  return { heading: bold, good: green, bad: red, dim }
}

/** No colours. */
export const PLAIN: Style = styleOf(false)
