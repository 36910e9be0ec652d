/** What feeds an embedded run: records from outside, in batches by event time. */

/** A record from outside, as bytes in wire format or as a value to encode. */
export interface ExternalRecord {
  readonly topic: string
  readonly key: string
  /** Event time, ms. */
  readonly timestamp: number
  readonly value: object | Buffer
  /** Connector it comes from; goes to the `source` header. */
  readonly source: string
}

/** What feeds a run: batches in event time order, no instant spread over two batches. */
export interface ExternalSource {
  /** Digest of what is fed: a folder goes on only with the source it was begun with. */
  readonly fingerprint: string
  /** Opens the source after `skipRecords` records that earlier runs have committed. */
  open(skipRecords: number): AsyncIterable<readonly ExternalRecord[]> | Iterable<readonly ExternalRecord[]>
}

/** Records of one connector share their headers: storages recognise the object. */
const headersBySource = new Map<string, Map<string, Readonly<Record<string, string>>>>()

/** The headers of a record from outside. */
export function headersOf(topic: string, source: string): Readonly<Record<string, string>> {
  let byTopic = headersBySource.get(source)
  if (byTopic === undefined) {
    byTopic = new Map()
    headersBySource.set(source, byTopic)
  }
  let headers = byTopic.get(topic)
  if (headers === undefined) {
    headers = { 'event-type': topic, source }
    byTopic.set(topic, headers)
  }
  return headers
}

/** Cuts a batch into its instants. */
export function* instants(batch: readonly ExternalRecord[]): Iterable<[number, readonly ExternalRecord[]]> {
  let start = 0
  while (start < batch.length) {
    const timeMs = batch[start]!.timestamp
    let end = start + 1
    while (end < batch.length && batch[end]!.timestamp === timeMs) end++
    yield [timeMs, batch.slice(start, end)]
    start = end
  }
}
