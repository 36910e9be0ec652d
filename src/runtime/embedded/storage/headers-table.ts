/** The headers of a block's records: most records share them, so each kind is written once. */
import type { ByteWriter } from './byte-writer.ts'
import type { LogRecord } from './storage.ts'
import { isWellFormed } from './text.ts'

/** The distinct headers of a block. Equal headers are one entry; the same object is recognised at once. */
export class HeadersTable {
  private readonly byIdentity = new Map<LogRecord['headers'], number>()
  private readonly byContent = new Map<string, number>()
  private readonly entries: (readonly [name: string, value: string])[][] = []
  private last: LogRecord['headers'] | undefined
  private lastIndex = 0

  /** Begins the table of the next block. */
  clear(): void {
    this.byIdentity.clear()
    this.byContent.clear()
    this.entries.length = 0
    this.last = undefined
  }

  /** Index of the headers in the table, which takes them in where they are new. */
  indexOf(headers: LogRecord['headers']): number {
    if (headers === this.last) return this.lastIndex
    let index = this.byIdentity.get(headers)
    if (index === undefined) {
      const entries = Object.entries(headers)
      const content = JSON.stringify(entries)
      index = this.byContent.get(content)
      if (index === undefined) {
        index = this.entries.push(entries) - 1
        this.byContent.set(content, index)
      }
      this.byIdentity.set(headers, index)
    }
    this.last = headers
    this.lastIndex = index
    return index
  }

  /** Writes the table; false where a name or a value is not well-formed text. */
  write(writer: ByteWriter): boolean {
    writer.varint(this.entries.length)
    for (const pairs of this.entries) {
      writer.varint(pairs.length)
      for (const [name, value] of pairs) {
        if (!isWellFormed(name) || !isWellFormed(value)) return false
        writer.text(name)
        writer.text(value)
      }
    }
    return true
  }
}
