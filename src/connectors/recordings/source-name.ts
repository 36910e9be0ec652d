/** How records of a recording name where they come from. */
import { basename } from 'node:path'

/** `recordings:<file name>`: without the folder, so that the same file gives the same bytes everywhere. */
export function sourceName(file: string): string {
  return `recordings:${basename(file)}`
}
