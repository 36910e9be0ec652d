/** What every input connector hands to the runtime: one decoded record for one topic. */

/** A record from outside. `timestamp` is its event time, Unix ms UTC, and equals `value.event_time`. */
export interface SourceRecord {
  /** Topic it is for, for example `market.tick`. */
  readonly topic: string
  /** Record key: the symbol, or what the topic's contract names instead. */
  readonly key: string
  /** Event time, Unix ms UTC. */
  readonly timestamp: number
  /** The decoded record, for example a `MarketTick`; it conforms to the topic's schema. */
  readonly value: object
  /** Connector and origin, for the `source` header, for example `recordings:candles.csv.gz`. */
  readonly source: string
}
