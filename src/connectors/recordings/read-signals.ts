/** Reads recorded AI signals from a file, in order of time. */
import { basename, extname } from 'node:path'
import type { AiSignal } from '../../records/generated.ts'
import type { SourceRecord } from '../source-record.ts'
import { readChunks } from './chunks.ts'
import { LineSplitter } from './line-splitter.ts'
import { type Fault, MAX_TEXT, type Problem } from './problem.ts'
import { type SignalDefaults, signalOf } from './signal-fields.ts'
import { type SignalForm, type SignalLineReader, signalLineReader } from './signal-lines.ts'
import { sourceName } from './source-name.ts'

/** A stretch of time, Unix ms, `to` exclusive. */
export interface Period {
  readonly from: number
  readonly to: number
}

/** Which signals to take. Times are Unix ms. */
export interface SignalOptions {
  /** Leave out, without a word, signals before it. */
  readonly from?: number | undefined
  /** And from it on. */
  readonly to?: number | undefined
  /** The recording's first candle to the end of its last one: signals outside of it are problems. */
  readonly period?: Period | undefined
}

/** The signals of a file. */
export interface RecordedSignals {
  /** Null for a file without a line. */
  readonly form: SignalForm | null
  /** Topic `ai.signal`, in order of time; signals of one instant in the order of the file. */
  readonly records: readonly (SourceRecord & { readonly value: AiSignal })[]
  /** Bad lines in the order of the file. */
  readonly problems: readonly Problem[]
  /** Good signals outside of `from` and `to`. */
  readonly leftOut: number
}

/**
 * Reads a signals file, gzip or plain: JSON lines with the fields of `ai.signal` (untagged unions), or CSV with at
 * least timestamp (ISO 8601 or epoch ms), symbol, action and confidence. `signal_id` defaults to `<file name>:<line>`,
 * `model` to the file's name. A bad line is a problem and the rest goes on; a symbol without a market is not a problem here,
 * the dataflow refuses it as NO_MARKET. All of it is held in memory.
 *
 * @throws RecordingError FILE_UNREADABLE, BAD_HEADER
 */
export async function readSignals(file: string, options: SignalOptions = {}): Promise<RecordedSignals> {
  const reader = new SignalReader(file, options)
  const splitter = new LineSplitter(file)
  for await (const chunk of readChunks(file)) splitter.push(chunk, reader.onLine)
  splitter.end(reader.onLine)
  return reader.result()
}

class SignalReader {
  readonly #file: string
  readonly #name: string
  readonly #options: SignalOptions
  readonly #records: (SourceRecord & { readonly value: AiSignal })[] = []
  readonly #problems: Problem[] = []
  #form: SignalForm | null = null
  #read: SignalLineReader | null = null
  #near: number | null = null
  #leftOut = 0

  constructor(file: string, options: SignalOptions) {
    this.#file = file
    this.#name = basename(file)
    this.#options = options
  }

  readonly onLine = (bytes: Buffer, start: number, end: number, line: number): void => {
    const text = bytes.toString('utf8', start, end)
    if (text.trim() === '') return
    this.#read ??= this.#choose(text)
    const read = this.#read(text)
    if (read === null) return
    const signal = 'fault' in read ? read.fault : signalOf(read.fields, this.#defaults(line))
    const fault = 'code' in signal ? signal : this.#outside(signal.event_time)
    if (fault !== null) this.#addProblem(fault, line, text)
    else if (!('code' in signal)) this.#addSignal(signal)
  }

  result(): RecordedSignals {
    const records = this.#records.toSorted((a, b) => a.timestamp - b.timestamp)
    return { form: this.#form, records, problems: this.#problems, leftOut: this.#leftOut }
  }

  #defaults(line: number): SignalDefaults {
    return { signalId: `${this.#name}:${line}`, model: basename(this.#name, extname(this.#name)) }
  }

  #choose(firstLine: string): SignalLineReader {
    const { form, read } = signalLineReader(firstLine, this.#file)
    this.#form = form
    return read
  }

  #outside(time: number): Fault | null {
    const { period } = this.#options
    if (period === undefined || (time >= period.from && time < period.to)) return null
    const [at, from, to] = [time, period.from, period.to].map((moment) => new Date(moment).toISOString())
    return { code: 'SIGNAL_OUTSIDE_RECORDING', message: `${at} is outside of the recording, ${from} to ${to}` }
  }

  #addSignal(value: AiSignal): void {
    const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = this.#options
    const { event_time: timestamp, symbol: key } = value
    this.#near = timestamp
    if (timestamp < from || timestamp >= to) this.#leftOut += 1
    else this.#records.push({ topic: 'ai.signal', key, timestamp, value, source: sourceName(this.#file) })
  }

  #addProblem(fault: Fault, line: number, text: string): void {
    this.#problems.push({ ...fault, file: this.#file, line, text: text.slice(0, MAX_TEXT), near: this.#near })
  }
}
