/** execution: exit.plan and execution.report → order.command, position.update, account.state; one task per account. */
import { type AppConfig, DEFAULT_CONFIG } from '../config/config.ts'
import { type AccountBook, withRisk } from '../domain/execution/account-book.ts'
import type { Position } from '../domain/execution/position.ts'
import { executePlans } from '../operators/execute-plans.ts'
import { route } from '../operators/route.ts'
import type { ExitPlan, Instrument } from '../records/generated.ts'
import { topics } from '../topics.ts'
import { topology } from '../topology/define.ts'
import { keyValueStore } from '../topology/store.ts'
import { ranked } from '../topology/topology.ts'

/** Plans of one instant rank by confidence, then symbol; what leaves or protects a position comes before any entry. */
function entriesByConfidence({ cause, confidence }: ExitPlan): number {
  return cause === 'ENTRY' ? 1 - confidence : -1
}

export const execution = topology({
  name: 'execution',
  doc: 'exit.plan, execution.report → order.command, position.update, account.state, plan.decision',
  config: DEFAULT_CONFIG as AppConfig,
  tasks: 'single',
  punctuateEveryMs: 60_000,
  sources: {
    control: topics.controlCommand,
    dead: topics.deadLetter,
    instrument: topics.instrument,
    event: topics.accountEvent,
    report: topics.executionReport,
    tick: topics.marketTick,
    plan: ranked(topics.exitPlan, entriesByConfidence),
  },
  stores: {
    accounts: keyValueStore<AccountBook>('accounts', {
      version: 2,
      // Version 1 had no risk limits.
      migrate: (saved) => withRisk(saved as Omit<AccountBook, 'risk'>),
    }),
    positions: keyValueStore<Position>('positions'),
    instruments: keyValueStore<Instrument>('instruments'),
  },
  sinks: {
    command: topics.orderCommand,
    position: topics.positionUpdate,
    account: topics.accountState,
    decision: topics.planDecision,
  },
  build(streams, { stores, config, punctuation, now }) {
    const options = { stores, config: { ...config.execution, leverageCap: config.leverage.cap }, now }
    const emission$ = executePlans({ ...streams, punctuation }, options)
    return {
      command: emission$.pipe(route('command')),
      position: emission$.pipe(route('position')),
      account: emission$.pipe(route('account')),
      decision: emission$.pipe(route('decision')),
    }
  },
})
