/** A recording as a source of records: instruments, ticks, signals and dead letters in order of time. */
import type { SourceRecord } from '../source-record.ts'
import { MINUTE_MS } from './candle-parser.ts'
import type { CandleScan, ScanOptions } from './candle-scan.ts'
import { endOf, minutesInRange, type PlayRange, tickFactory } from './candle-ticks.ts'
import type { Segment } from './coverage.ts'
import { deadLetter } from './dead-letters.ts'
import { RecordingError } from './errors.ts'
import { recordingFingerprint } from './fingerprint.ts'
import { type Instruments, loadInstruments } from './load-instruments.ts'
import { mergeRecording } from './merge-recording.ts'
import { type Period, type RecordedSignals, readSignals } from './read-signals.ts'
import { type RecordingSummary, summarize } from './recording-summary.ts'
import { scanCandles } from './scan-candles.ts'
import { sourceName } from './source-name.ts'

/** What to play. Paths as given on the command line; times Unix ms, see `parseTime`. */
export interface RecordingOptions extends PlayRange {
  readonly candles: string
  /** Signals file; without it no signal is played. */
  readonly signals?: string
  /** Instruments file; without it the one beside the candles, where there is one. */
  readonly instruments?: string
  readonly scan?: ScanOptions
}

/** A recording ready to be played. */
export interface RecordingSource {
  readonly scan: CandleScan
  readonly instruments: Instruments
  /** What a reader of the report should know of the data. */
  readonly summary: RecordingSummary
  /** Digest of the input: the same files, range and symbols give the same one. */
  readonly fingerprint: string
  /** The records from the one after `skipRecords` on (default: all); may be called again for another reading. */
  open(skipRecords?: number): AsyncIterable<readonly SourceRecord[]>
}

/**
 * Scans a recording and makes it ready. Records come as follows: the instruments of the TRADED markets at the time of
 * the first record, then everything in order of time; batches never share an instant. With symbols chosen, signals of
 * the recording's other symbols are left out too; bad candle lines outside of the range are only counted.
 *
 * @throws RecordingError as `scanCandles`, `loadInstruments` and `readSignals`; BAD_OPTION for symbols the recording
 * does not have, or a range without a candle
 */
export async function recordingSource(options: RecordingOptions): Promise<RecordingSource> {
  const { candles, from, to, symbols } = options
  const scan = await scanCandles(candles, options.scan)
  checkRange(scan, options)
  const instruments = await loadInstruments(options.instruments, scan)
  const ticks = tickFactory(scan, { ...options, markets: instruments.markets })
  const period = { from: scan.firstTime, to: endOf(scan) }
  const signals = options.signals === undefined ? null : await readSignals(options.signals, { from, to, period })
  const range = { from: Math.max(from ?? 0, period.from), to: Math.min(to ?? period.to, period.to) }
  const played = playedSymbols(instruments, symbols)
  const extras = signals === null ? [] : signalRecords(signals, range, played.leftOut)
  const records = instruments.records.filter(({ symbol }) => played.taken.has(symbol))
  const files = { candles, signals: options.signals ?? null, instruments: instruments.file }
  return {
    scan,
    instruments,
    summary: summarize(scan, instruments, signals),
    fingerprint: await recordingFingerprint(files, options),
    open: (skipRecords = 0) =>
      mergeRecording({
        minutes: minutesInRange(scan, options),
        ticks,
        extras,
        head: (time) => records.map((record) => instrumentRecord({ ...record, event_time: time }, candles)),
        skipRecords,
      }),
  }
}

function instrumentRecord(value: Instruments['records'][number], candles: string): SourceRecord {
  return { topic: 'instrument', key: value.symbol, timestamp: value.event_time, value, source: sourceName(candles) }
}

/** The symbols that are played, and those of the recording that are not. */
function playedSymbols({ records }: Instruments, symbols: readonly string[] | undefined) {
  const all = new Set(records.map(({ symbol }) => symbol))
  const taken = symbols === undefined ? all : new Set(symbols)
  return { taken, leftOut: new Set([...all].filter((symbol) => !taken.has(symbol))) }
}

/** Signals and, beside the good signal before them, the dead letters of bad lines; in order of time. */
function signalRecords(signals: RecordedSignals, range: Period, leftOut: ReadonlySet<string>): SourceRecord[] {
  const records = signals.records.filter(({ key }) => !leftOut.has(key))
  const within = (time: number): number => Math.min(Math.max(time, range.from), range.to - 1)
  const letters = signals.problems.map((problem) => deadLetter(problem, within(problem.near ?? range.from)))
  return [...records, ...letters].toSorted((a, b) => a.timestamp - b.timestamp)
}

/** Refuses a range in which there is nothing to play, before anything is written. */
function checkRange(scan: CandleScan, { from = 0, to = Number.POSITIVE_INFINITY }: PlayRange): void {
  if (from >= to) throw new RecordingError('BAD_OPTION', `from (${iso(from)}) is not before to (${iso(to)})`)
  const opens = (segment: Segment): number => Math.ceil(Math.max(from, segment.from) / MINUTE_MS) * MINUTE_MS
  if (scan.segments.some((segment) => opens(segment) < Math.min(to, segment.to))) return
  const stretches = scan.segments.map((segment) => `${iso(segment.from)} to ${iso(segment.to)}`).join(', ')
  throw new RecordingError('BAD_OPTION', `${scan.file} has no candle that opens in the range; it covers ${stretches}`)
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
