/** The markets of a recording with their terms: described in a file beside it, or derived from the data. */
import { access } from 'node:fs/promises'
import type { Instrument } from '../../records/generated.ts'
import type { CandleScan } from './candle-scan.ts'
import { ASSUMED, derivedTerms } from './derived-terms.ts'
import { type DescribedMarket, type InstrumentsFile, readInstrumentsFile } from './instruments-file.ts'
import { type MarketInfo, twinOf } from './market-info.ts'

/** The markets of a recording. */
export interface Instruments {
  /** The file that describes them; null where there is none. */
  readonly file: string | null
  /** What that file says of its sources. */
  readonly source: string | null
  /** By the venue's own market id. */
  readonly markets: ReadonlyMap<string, MarketInfo>
  /** The terms of the TRADED markets, by symbol: REFERENCE markets take no orders, and share the symbol's key. */
  readonly records: readonly Instrument[]
  /** A sentence for each market whose terms no file describes. */
  readonly derived: readonly string[]
}

/** Where the instruments of a candle file are described: `a.csv.gz` → `a.instruments.json`. */
export function instrumentsPath(candles: string): string {
  return `${candles.replace(/(\.csv)?(\.gz)?$/i, '')}.instruments.json`
}

/**
 * Finds the terms of every market of a recording.
 *
 * @param file the instruments file; where undefined, `instrumentsPath` is taken if it exists
 * @param scan the recording; terms hold from its first candle on
 * @throws RecordingError FILE_UNREADABLE, BAD_INSTRUMENTS
 */
export async function loadInstruments(file: string | undefined, scan: CandleScan): Promise<Instruments> {
  const path = file ?? (await existing(instrumentsPath(scan.file)))
  const described = path === null ? null : await readInstrumentsFile(path)
  const terms = new Map(described?.markets.map((market) => [market.market, market]))
  const ids = new Set(scan.markets.map(({ market }) => market))
  const markets = new Map<string, MarketInfo>()
  const derived: string[] = []
  for (const market of scan.markets) {
    const known = terms.get(market.market)
    if (described !== null && known !== undefined) {
      markets.set(market.market, describedMarket(known, described, scan.firstTime, ids))
      continue
    }
    const twin = twinOf(market.market)
    const symbol = twin !== null && ids.has(twin) ? twin : market.market
    const role = symbol === market.market ? 'TRADED' : 'REFERENCE'
    const instrument = derivedTerms(market, symbol, scan.firstTime)
    markets.set(market.market, { market: market.market, symbol, role, instrument })
    derived.push(`${market.market}: ${ASSUMED}`)
  }
  const records = [...markets.values()].filter(({ role }) => role === 'TRADED').map(({ instrument }) => instrument)
  return { file: path, source: described?.source ?? null, markets, records, derived }
}

/** A REFERENCE market whose twin is not in the recording has nothing to be compared with: it is traded itself. */
function describedMarket(
  { role, symbol, ...terms }: DescribedMarket,
  { exchange }: InstrumentsFile,
  eventTime: number,
  ids: ReadonlySet<string>,
): MarketInfo {
  const { market } = terms
  const isReference = role === 'REFERENCE' && ids.has(symbol)
  const ownSymbol = role === 'REFERENCE' && !isReference ? market : symbol
  const instrument = { ...terms, symbol: ownSymbol, event_time: eventTime, exchange }
  return { market, symbol: ownSymbol, role: isReference ? 'REFERENCE' : 'TRADED', instrument }
}

async function existing(path: string): Promise<string | null> {
  return access(path).then(
    () => path,
    () => null,
  )
}
