/** trade-intent: ai.signal ⋈ market → trade.intent, and a decision for every signal. */
import { filter, map } from 'rxjs'
import { type AppConfig, DEFAULT_CONFIG } from '../config/config.ts'
import type { Candle } from '../domain/candle.ts'
import { timeframeMs } from '../domain/candle.ts'
import type { SymbolState } from '../domain/decision/symbol-state.ts'
import type { Indicators } from '../domain/market/indicators.ts'
import type { Quotes } from '../domain/market/quotes.ts'
import type { RangeBucket } from '../domain/market/range.ts'
import { decideSignals } from '../operators/decide-signals.ts'
import { lateLetter } from '../operators/late-letter.ts'
import { route } from '../operators/route.ts'
import { isClosed, isLate, type LatestCandle, toCandles } from '../operators/to-candles.ts'
import { toTable } from '../operators/to-table.ts'
import { trackIndicators } from '../operators/track-indicators.ts'
import { trackMarket } from '../operators/track-market.ts'
import { trackSymbol } from '../operators/track-symbol.ts'
import type { AccountState, FundingRate, SizingPolicy } from '../records/generated.ts'
import { topics } from '../topics.ts'
import { topology } from '../topology/define.ts'
import { keyValueStore, windowStore } from '../topology/store.ts'
import { broadcast } from '../topology/topology.ts'

export const tradeIntent = topology({
  name: 'trade-intent',
  doc: 'ai.signal ⋈ market → trade.intent, and a decision for every signal',
  config: DEFAULT_CONFIG as AppConfig,
  punctuateEveryMs: 60_000,
  sources: {
    account: broadcast(topics.accountState),
    policy: broadcast(topics.sizingPolicy),
    funding: topics.fundingRate,
    tick: topics.marketTick,
    position: topics.positionUpdate,
    plan: topics.planDecision,
    signal: topics.aiSignal,
  },
  stores: {
    latest: keyValueStore<LatestCandle>('latest-candles'),
    candles: windowStore<Candle>('candles'),
    indicators: keyValueStore<Indicators>('indicators'),
    quotes: keyValueStore<Quotes>('quotes'),
    range: windowStore<RangeBucket>('range-24h'),
    funding: keyValueStore<FundingRate>('funding'),
    symbols: keyValueStore<SymbolState>('symbols'),
    seen: windowStore<readonly string[]>('seen-signals'),
    accounts: keyValueStore<AccountState>('accounts'),
    policies: keyValueStore<SizingPolicy>('policies'),
  },
  sinks: { intent: topics.tradeIntent, decision: topics.signalDecision, late: topics.deadLetter },
  build({ account, policy, funding, tick, position, plan, signal }, { stores, config, punctuation, now, run }) {
    const { timeframe } = config
    const candleMs = timeframeMs(timeframe)
    const candle$ = tick.pipe(toCandles({ store: stores.latest, timeframe, timeframeMs: candleMs, punctuation }))
    run(candle$.pipe(filter(isClosed), trackIndicators({ ...stores, timeframeMs: candleMs })))
    run(tick.pipe(trackMarket(stores)))
    run(funding.pipe(toTable(stores.funding)))
    run(account.pipe(toTable(stores.accounts)))
    run(policy.pipe(toTable(stores.policies)))
    const { account: name } = config.execution
    run(trackSymbol(position, plan, { store: stores.symbols, account: name, cooldownMs: config.gate.cooldownMs }))
    const decided$ = signal.pipe(decideSignals({ stores, config: { ...config, account: name }, now }))
    return {
      intent: decided$.pipe(route('intent')),
      decision: decided$.pipe(route('decision')),
      late: candle$.pipe(filter(isLate), map(lateLetter(now))),
    }
  },
})
