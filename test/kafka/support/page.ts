/** A page of commands and what they print, as tests read it: each `sh` block with the `text` block that follows it. */

export interface PageCommand {
  /** As it stands on the page, line breaks included. */
  readonly command: string
  /** Lines the page shows below it; `…` stands for lines left out. */
  readonly shown: readonly string[]
}

const BLOCKS = /^```sh\n(?<command>[\s\S]*?)^```\n+(?:^```text\n(?<shown>[\s\S]*?)^```$)?/gm

/** The commands of a page, in their order. */
export function commandsOf(page: string): readonly PageCommand[] {
  return [...page.matchAll(BLOCKS)].map(({ groups }) => ({
    command: (groups?.command ?? '').trim(),
    shown: (groups?.shown ?? '').split('\n').filter((line) => line.trim() !== '' && line !== '…'),
  }))
}

/** A line without what differs from run to run: numbers, ids, addresses and the width of columns. */
export function masked(line: string): string {
  return line
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
    .replace(/(?<=TopicId: )\S+/, 'ID')
    .replace(/\d+(\.\d+)*/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
}
