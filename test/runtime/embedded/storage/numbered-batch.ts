/** Batches that can be recognised: batch n leaves marks in two topics, a store, the metadata and the inbox. */
import type { CommitBatch, LogRecord, Storage } from '../../../../src/runtime/embedded/storage/storage.ts'

/** Records of batch n on the topic `wide`: enough for the commit to take a while. */
export const WIDE_RECORDS = 500

/** Batch n: one record on `narrow`, many on `wide`, entry n of the store, the number as metadata, the inbox emptied. */
export function numberedBatch(number: number, storage: Storage): CommitBatch {
  const headers = { source: 'crash' }
  const key = String(number)
  const wide: LogRecord = { key, timestamp: number, headers, value: Buffer.alloc(200, number % 256) }
  const narrow: LogRecord = { key, timestamp: number, headers, value: null }
  return {
    appends: [
      { topic: 'narrow', partition: 0, firstOffset: number - 1, records: [narrow] },
      {
        topic: 'wide',
        partition: 0,
        firstOffset: (number - 1) * WIDE_RECORDS,
        records: Array.from({ length: WIDE_RECORDS }, () => wide),
      },
    ],
    changes: Array.from({ length: 20 }, (_, index) => ({
      task: 'task',
      store: 'store',
      key: `${index}`,
      value: JSON.stringify({ number, padding: 'x'.repeat(number % 50) }),
    })),
    meta: new Map([['number', key]]),
    inboxTaken: storage.inbox(100).at(-1)?.sequence ?? 0,
  }
}

/** Number of the last batch in the storage. @throws Error where any part of any batch is missing or too much */
export function lastWholeBatch(storage: Storage): number {
  const number = Number(storage.meta('number') ?? 0)
  const numbers = Array.from({ length: number }, (_, index) => index + 1)
  const repeated = (each: number, times: number): number[] => Array.from({ length: times }, () => each)
  const wide = (key: string, value: Buffer | null) => (value?.at(-1) === Number(key) % 256 ? Number(key) : -1)

  const expectSame = (part: string, found: readonly unknown[], expected: readonly number[]): void => {
    if (JSON.stringify(found) === JSON.stringify(expected)) return
    throw new Error(`${part} of batch ${number} is not whole: ${found.slice(-3)} after ${found.length}`)
  }
  expectSame(
    'narrow',
    Array.from(storage.read('narrow', 0), ({ key }) => Number(key)),
    numbers,
  )
  const wideNumbers = Array.from(storage.read('wide', 0), ({ key, value }) => wide(key, value))
  expectSame(
    'wide',
    wideNumbers,
    numbers.flatMap((each) => repeated(each, WIDE_RECORDS)),
  )
  const entries = Array.from(storage.loadStore('task', 'store'), ([, text]) => numberIn(text))
  expectSame('store', entries, repeated(number, number === 0 ? 0 : 20))
  // What was produced for the next batch may be waiting, once for every kill between that and its commit.
  const inbox = storage.inbox(100).map(({ key }) => Number(key))
  expectSame('inbox', inbox, repeated(number + 1, inbox.length))
  return number
}

function numberIn(text: string): unknown {
  const entry: unknown = JSON.parse(text)
  return typeof entry === 'object' && entry !== null && 'number' in entry ? entry.number : undefined
}
