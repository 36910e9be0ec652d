/** Signals into decisions and intents: joins each with its market, takes it through the gates, sizes it. */
import type { OperatorFunction } from 'rxjs'
import { type DecisionConfig, type DecisionEmission, decideSignal } from '../domain/decision/decide.ts'
import { reserve, type SymbolState, symbolAt } from '../domain/decision/symbol-state.ts'
import { enrich } from '../domain/market/enriched.ts'
import type { Indicators } from '../domain/market/indicators.ts'
import type { Quotes } from '../domain/market/quotes.ts'
import type { RangeBucket } from '../domain/market/range.ts'
import type { LearntValue } from '../domain/sizing.ts'
import type { AccountState, AiSignal, FundingRate, SizingPolicy } from '../records/generated.ts'
import type { KeyValueStore, WindowStore } from '../topology/store.ts'
import type { Input } from '../topology/topology.ts'
import { bindStep } from './bind-step.ts'

/** The stores a decision reads, and the two it writes: `symbols` and `seen`. */
export interface DecisionStores {
  readonly quotes: KeyValueStore<Quotes>
  readonly range: WindowStore<RangeBucket>
  readonly indicators: KeyValueStore<Indicators>
  readonly funding: KeyValueStore<FundingRate>
  readonly accounts: KeyValueStore<AccountState>
  readonly policies: KeyValueStore<SizingPolicy>
  readonly symbols: KeyValueStore<SymbolState>
  /** Signal ids decided on, one entry per symbol and instant. */
  readonly seen: WindowStore<readonly string[]>
}

export interface DecideSignalsOptions {
  readonly stores: DecisionStores
  readonly config: DecisionConfig
  now(): number
}

/** Decides on each signal: exactly one decision per record, and an intent where it is accepted. */
export function decideSignals(options: DecideSignalsOptions): OperatorFunction<Input<AiSignal>, DecisionEmission> {
  const { stores, config, now } = options
  return bindStep('decideSignals', ({ key, value: signal }) => {
    const nowMs = now()
    const account = stores.accounts.get(config.account)
    const symbol = symbolAt(stores.symbols.get(key), nowMs)
    const emissions = decideSignal(
      {
        signal,
        seen: isSeen(stores.seen, signal, nowMs, config.gate.maxSignalAgeMs * 2),
        market: enrich(knowledgeOf(stores, key), signal.event_time),
        symbol,
        mode: account?.mode ?? 'ACTIVE',
        nowMs,
        account,
        learntIn: (state) => learntIn(stores.policies, state, config.sizing.multipliers),
      },
      config,
    )
    for (const emission of emissions) {
      if (emission.sink === 'intent') stores.symbols.set(key, reserve(symbol, emission.value))
    }
    return emissions
  })
}

function knowledgeOf(stores: DecisionStores, symbol: string) {
  return {
    quotes: stores.quotes.get(symbol),
    indicators: stores.indicators.get(symbol),
    buckets: stores.range.values(symbol),
    funding: stores.funding.get(symbol),
  }
}

/** Looks a signal id up and remembers it. */
function isSeen(
  seen: DecisionStores['seen'],
  { symbol, signal_id }: AiSignal,
  nowMs: number,
  rememberMs: number,
): boolean {
  seen.dropBefore(symbol, nowMs - rememberMs)
  if (seen.values(symbol).some((ids) => ids.includes(signal_id))) return true
  seen.set(symbol, nowMs, [...(seen.get(symbol, nowMs) ?? []), signal_id])
  return false
}

function learntIn(policies: KeyValueStore<SizingPolicy>, state: string, multipliers: readonly number[]) {
  const learnt = new Map<number, LearntValue>()
  for (const multiplier of multipliers) {
    const policy = policies.get(`${state}|${multiplier}`)
    if (policy !== undefined) learnt.set(multiplier, policy)
  }
  return learnt
}
