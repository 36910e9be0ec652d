/** Intents, positions and ticks into exit plans: binds exit-brain to its stores. */
import type { Observable } from 'rxjs'
import {
  type ActivePlan,
  type ExitEmission,
  type ExitStep,
  onDecision,
  onIntent,
  onPosition,
  onTick,
  onTime,
  type PlanConfig,
} from '../domain/plan/exit-brain.ts'
import type {
  AccountState,
  Instrument,
  MarketTick,
  PlanDecision,
  PositionUpdate,
  TradeIntent,
} from '../records/generated.ts'
import type { KeyValueStore } from '../topology/store.ts'
import type { Input } from '../topology/topology.ts'
import { bindStep } from './bind-step.ts'
import { tagged } from './tagged.ts'

export interface PlanExitsStreams {
  readonly account: Observable<Input<AccountState>>
  readonly instrument: Observable<Input<Instrument>>
  readonly tick: Observable<Input<MarketTick>>
  readonly position: Observable<Input<PositionUpdate>>
  readonly decision: Observable<Input<PlanDecision>>
  readonly intent: Observable<Input<TradeIntent>>
  /** Event times, ms, at which time stops of quiet symbols are looked after. */
  readonly punctuation: Observable<number>
}

export interface PlanExitsOptions {
  readonly stores: {
    /** The plan of each symbol that has one. */
    readonly plans: KeyValueStore<ActivePlan>
    readonly accounts: KeyValueStore<AccountState>
    readonly instruments: KeyValueStore<Instrument>
  }
  readonly config: PlanConfig
  /** Account whose intents are planned. */
  readonly account: string
  /** Stream time, ms. */
  now(): number
}

/** Proposes a plan for each intent and revises it while the position is open. */
export function planExits(streams: PlanExitsStreams, options: PlanExitsOptions): Observable<ExitEmission> {
  const { stores, config, account, now } = options
  const { plans, accounts, instruments } = stores

  const save = (symbol: string, [plan, emissions]: ExitStep): readonly ExitEmission[] => {
    if (plan === undefined) plans.delete(symbol)
    else plans.set(symbol, plan)
    return emissions
  }

  return tagged({ ...streams }).pipe(
    bindStep('planExits', (input): readonly ExitEmission[] => {
      switch (input.from) {
        case 'tick': {
          const { key, value } = input.record
          const plan = plans.get(key)
          return plan === undefined || value.role !== 'TRADED' ? NOTHING : save(key, onTick(plan, value, now(), config))
        }
        case 'intent': {
          const { key, value } = input.record
          if (value.account !== account) return NOTHING
          const view = { active: plans.get(key), account: accounts.get(account), instrument: instruments.get(key) }
          return save(key, onIntent(view, value, now(), config))
        }
        case 'position':
          return save(input.record.key, onPosition(plans.get(input.record.key), input.record.value, config))
        case 'decision':
          return save(input.record.key, onDecision(plans.get(input.record.key), input.record.value))
        case 'account':
          accounts.set(input.record.key, input.record.value)
          return NOTHING
        case 'instrument':
          instruments.set(input.record.key, input.record.value)
          return NOTHING
        case 'punctuation':
          return plans.keys().flatMap((symbol) => save(symbol, onTime(plans.get(symbol), input.record)))
      }
    }),
  )
}

const NOTHING: readonly never[] = []
