/** Reads what Binance says of a whole account: its positions, and its income history. */
import { array, number, object, parse, pipe, string, transform, union } from 'valibot'
import { decimal } from '../../../domain/decimal.ts'
import { type AccountReader, Unanswered } from '../account-lane.ts'
import type { IncomeRow } from '../account-ledger.ts'
import { LeaseLost } from './errors.ts'
import type { LeasedClient } from './leased-client.ts'

const Id = pipe(union([string(), number()]), transform(String))
const Positions = array(object({ symbol: string(), positionAmt: string() }))
const Income = array(
  object({
    symbol: string(),
    incomeType: string(),
    income: string(),
    asset: string(),
    time: pipe(Id, transform(Number)),
    tranId: Id,
  }),
)
const PAGE = 1_000

/** An answer of another shape counts as none: nothing is guessed. */
export function binanceAccount(client: LeasedClient): AccountReader {
  return {
    positions: () =>
      answered(async () => {
        const rows = parse(Positions, await client.fapiPrivateV3GetPositionRisk({}))
        const held = rows.filter(({ positionAmt }) => !decimal(positionAmt).isZero())
        return new Map(held.map(({ symbol, positionAmt }) => [symbol, positionAmt]))
      }),
    income: (sinceMs) => answered(() => readIncome(client, sinceMs)),
  }
}

/** All rows from a time on, oldest first; a full page is followed by the next, which begins at its last instant. */
async function readIncome(client: LeasedClient, sinceMs: number): Promise<readonly IncomeRow[]> {
  const rows = new Map<string, IncomeRow>()
  for (let startTime = sinceMs; ; ) {
    const page = parse(Income, await client.fapiPrivateGetIncome({ startTime, limit: PAGE }))
    const before = rows.size
    for (const { symbol, incomeType: type, income: amount, asset, time, tranId: id } of page) {
      rows.set(`${type}:${id}:${symbol}`, { type, id, symbol: symbol === '' ? null : symbol, amount, asset, time })
    }
    const last = page.at(-1)
    if (page.length < PAGE || last === undefined || rows.size === before) return [...rows.values()]
    startTime = last.time
  }
}

async function answered<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof LeaseLost || !(error instanceof Error)) throw error
    throw new Unanswered(`the exchange did not answer: ${error.name}`, { cause: error })
  }
}
