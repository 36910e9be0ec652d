/** Plans, reports and marks into orders and positions: binds the execution decider to its stores. */
import type { Observable } from 'rxjs'
import { type AccountBook, openAccount } from '../domain/execution/account-book.ts'
import { accountState } from '../domain/execution/account-state.ts'
import { closeNow, stopEntering } from '../domain/execution/close-now.ts'
import type { ExecutionConfig } from '../domain/execution/config.ts'
import { onAccountEvent } from '../domain/execution/on-account-event.ts'
import { onControl } from '../domain/execution/on-control.ts'
import { onDeadLetter } from '../domain/execution/on-dead-letter.ts'
import { onMark } from '../domain/execution/on-mark.ts'
import { onPlan } from '../domain/execution/on-plan.ts'
import { onReport } from '../domain/execution/on-report.ts'
import { onTime } from '../domain/execution/on-time.ts'
import type { Position } from '../domain/execution/position.ts'
import { onDay, withinLimits } from '../domain/execution/risk-limits.ts'
import type { Decided, ExecutionEmission, View } from '../domain/execution/turn.ts'
import type {
  AccountEvent,
  ControlCommand,
  DeadLetter,
  ExecutionReport,
  ExitPlan,
  Instrument,
  MarketTick,
} from '../records/generated.ts'
import type { KeyValueStore } from '../topology/store.ts'
import type { Input } from '../topology/topology.ts'
import { bindStep } from './bind-step.ts'
import { tagged } from './tagged.ts'

export interface ExecutePlansStreams {
  readonly control: Observable<Input<ControlCommand>>
  readonly dead: Observable<Input<DeadLetter>>
  readonly instrument: Observable<Input<Instrument>>
  readonly event: Observable<Input<AccountEvent>>
  readonly report: Observable<Input<ExecutionReport>>
  readonly tick: Observable<Input<MarketTick>>
  readonly plan: Observable<Input<ExitPlan>>
  /** Event times, ms, at which entries expire and the account is marked to market. */
  readonly punctuation: Observable<number>
}

export interface ExecutePlansOptions {
  readonly stores: {
    /** One entry: the account. */
    readonly accounts: KeyValueStore<AccountBook>
    /** The position, or reservation, of each symbol that has one. */
    readonly positions: KeyValueStore<Position>
    readonly instruments: KeyValueStore<Instrument>
  }
  readonly config: ExecutionConfig
  /** Stream time, ms. */
  now(): number
}

type Emissions = readonly ExecutionEmission[]

/** Runs the order and position state machine of one account. */
export function executePlans(
  streams: ExecutePlansStreams,
  options: ExecutePlansOptions,
): Observable<ExecutionEmission> {
  const { stores, config, now } = options
  const { accounts, positions, instruments } = stores

  const accountNow = (): AccountBook => accounts.get(config.account) ?? openAccount(config)
  const decide = (symbol: string, decider: (view: View) => Decided): Emissions => {
    const before = onDay(accountNow(), now())
    const view = { account: before, position: positions.get(symbol), instrument: instruments.get(symbol) }
    const { account, position, emissions } = withinLimits(before, decider(view), now(), config)
    accounts.set(config.account, account)
    if (position === undefined) positions.delete(symbol)
    else positions.set(symbol, position)
    // Whatever stops the account, an operator, a fault or a limit: entries that still fill are stopped with it.
    if (before.mode !== 'ACTIVE' || account.mode === 'ACTIVE') return emissions
    return [...emissions, ...forEverySymbol((one) => stopEntering(one, now(), config))]
  }
  const forEverySymbol = (decider: (view: View) => Decided): Emissions =>
    positions.keys().flatMap((symbol) => decide(symbol, decider))

  const onControlled = (command: ControlCommand): Emissions => {
    const emissions = decide('', (view) => onControl(view, command, now()))
    if (command.account !== config.account || command.command !== 'CLOSE_ALL') return emissions
    return [...emissions, ...forEverySymbol((view) => closeNow(view, 'CONTROL', now(), config))]
  }
  const onWake = (nowMs: number): Emissions => {
    const emissions = forEverySymbol((view) => onTime(view, nowMs, config))
    return [...emissions, { sink: 'account', value: accountState(accountNow(), nowMs), traceId: null }]
  }

  return tagged({ ...streams }).pipe(
    bindStep('executePlans', (input): Emissions => {
      switch (input.from) {
        case 'tick': {
          const { key, value } = input.record
          return positions.get(key) === undefined ? NOTHING : decide(key, (view) => onMark(view, value))
        }
        case 'plan':
          return decide(input.record.key, (view) => onPlan(view, input.record.value, now(), config))
        case 'report':
          return decide(input.record.key, (view) => onReport(view, input.record.value, now(), config))
        case 'event': {
          const event = input.record.value
          return decide(event.symbol ?? '', (view) => onAccountEvent(view, event, now(), config))
        }
        case 'instrument':
          instruments.set(input.record.key, input.record.value)
          return NOTHING
        case 'control':
          return onControlled(input.record.value)
        case 'dead':
          return decide('', (view) => onDeadLetter(view, input.record.value, now()))
        case 'punctuation':
          return onWake(input.record)
      }
    }),
  )
}

const NOTHING: readonly never[] = []
