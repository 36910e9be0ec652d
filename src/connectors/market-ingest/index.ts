/** The market-ingest connector: live prices, funding and listings of exchanges as a source of records. */
export { IngestError, type IngestErrorCode } from './errors.ts'
export { inOrder } from './in-order.ts'
export type { ExchangeHealth, FeedHealth, HealthSnapshot, Told } from './ingest-health.ts'
export { MarketIngest } from './market-ingest.ts'
export { DEFAULT_INGEST_TIMES, type IngestSettings } from './settings.ts'
