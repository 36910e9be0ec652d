/** The instruments file beside a recording: terms of its markets, and where they come from. */
import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { RecordingError } from './errors.ts'

const positive = v.pipe(v.string(), v.regex(/^(?!0*\.?0*$)\d+(\.\d+)?$/, 'must be a positive decimal as text'))
const leverage = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))

const Bracket = v.object({
  notional_cap: positive,
  max_leverage: leverage,
  maintenance_ratio: v.pipe(v.number(), v.gtValue(0), v.ltValue(1)),
})

const Market = v.object({
  market: v.pipe(v.string(), v.minLength(1)),
  symbol: v.pipe(v.string(), v.minLength(1)),
  role: v.picklist(['TRADED', 'REFERENCE']),
  status: v.picklist(['TRADING', 'SUSPENDED', 'DELISTED']),
  quote: v.pipe(v.string(), v.minLength(1)),
  contract_size: positive,
  tick_size: positive,
  step_size: positive,
  min_quantity: positive,
  min_notional: positive,
  max_leverage: leverage,
  brackets: v.pipe(
    v.array(Bracket),
    v.minLength(1),
    v.check(
      (brackets) => brackets.every((bracket, index) => follows(brackets[index - 1], bracket)),
      'caps must rise, leverage must not rise and maintenance must not fall from bracket to bracket',
    ),
  ),
  maker_fee_bps: v.number(),
  taker_fee_bps: v.number(),
  terms_source: v.pipe(v.string(), v.minLength(1)),
})

const File = v.object({
  /** Where the terms come from, for readers and the report. */
  source: v.pipe(v.string(), v.minLength(1)),
  exchange: v.pipe(v.string(), v.minLength(1)),
  markets: v.array(Market),
})

/** A parsed instruments file: its markets have a role and an `Instrument`'s fields but `event_time`, `exchange`. */
export type InstrumentsFile = v.InferOutput<typeof File>
export type DescribedMarket = InstrumentsFile['markets'][number]

/**
 * Reads and checks an instruments file.
 *
 * @throws RecordingError FILE_UNREADABLE, or BAD_INSTRUMENTS naming the file, the field and what is wrong with it
 */
export async function readInstrumentsFile(path: string): Promise<InstrumentsFile> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new RecordingError('FILE_UNREADABLE', `cannot read ${path}: ${String(cause)}`, { cause })
  })
  const result = v.safeParse(File, json(text, path))
  if (result.success) return result.output
  const issue = result.issues[0]
  throw new RecordingError('BAD_INSTRUMENTS', `${path}, ${v.getDotPath(issue) ?? 'the document'}: ${issue.message}`)
}

function json(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new RecordingError('BAD_INSTRUMENTS', `${path} is not JSON: ${String(cause)}`, { cause })
  }
}

type Tier = v.InferOutput<typeof Bracket>

function follows(before: Tier | undefined, bracket: Tier): boolean {
  if (before === undefined) return true
  const rises = Number(bracket.notional_cap) > Number(before.notional_cap)
  return rises && bracket.max_leverage <= before.max_leverage && bracket.maintenance_ratio >= before.maintenance_ratio
}
