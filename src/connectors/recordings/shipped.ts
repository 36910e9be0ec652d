/** The recording that ships with the package. */
import { fileURLToPath } from 'node:url'

/** 44 real perpetuals, one-minute candles, December 2025; its instruments file lies beside it. */
export const SHIPPED_CANDLES = fileURLToPath(new URL('../../../data/binance-usdm-1m-2025-12.csv.gz', import.meta.url))
