/** exit-brain: trade.intent ⋈ market.tick → exit.plan, a proposal first, then revisions while the position is open. */
import { type AppConfig, DEFAULT_CONFIG } from '../config/config.ts'
import type { ActivePlan } from '../domain/plan/exit-brain.ts'
import { planExits } from '../operators/plan-exits.ts'
import { route } from '../operators/route.ts'
import type { AccountState, Instrument } from '../records/generated.ts'
import { topics } from '../topics.ts'
import { topology } from '../topology/define.ts'
import { keyValueStore } from '../topology/store.ts'
import { broadcast } from '../topology/topology.ts'

export const exitBrain = topology({
  name: 'exit-brain',
  doc: 'trade.intent ⋈ market.tick → exit.plan: leverage, targets and stop, revised while open',
  config: DEFAULT_CONFIG as AppConfig,
  punctuateEveryMs: 60_000,
  sources: {
    account: broadcast(topics.accountState),
    instrument: topics.instrument,
    position: topics.positionUpdate,
    decision: topics.planDecision,
    tick: topics.marketTick,
    intent: topics.tradeIntent,
  },
  stores: {
    plans: keyValueStore<ActivePlan>('plans'),
    accounts: keyValueStore<AccountState>('accounts'),
    instruments: keyValueStore<Instrument>('instruments'),
  },
  sinks: { plan: topics.exitPlan, decision: topics.planDecision },
  build(streams, { stores, config, punctuation, now }) {
    const { exit, leverage } = config
    const { account } = config.execution
    const emission$ = planExits(
      { ...streams, punctuation },
      { stores, config: { ...exit, leverageCap: leverage.cap }, account, now },
    )
    return { plan: emission$.pipe(route('plan')), decision: emission$.pipe(route('decision')) }
  },
})
