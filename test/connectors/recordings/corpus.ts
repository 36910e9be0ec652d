/** Where the bad inputs are, and the moment their good lines begin. */
import { fileURLToPath } from 'node:url'

/** Opening of the first candle of the corpus, Unix ms: 2025-12-15T12:00:00Z. */
export const START = 1_765_800_000_000
export const MINUTE = 60_000

export function corpus(kind: 'candles' | 'signals' | 'instruments', name: string): string {
  return fileURLToPath(new URL(`../../corpus/${kind}/${name}`, import.meta.url))
}

/** Everything an async iterable gives. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}
