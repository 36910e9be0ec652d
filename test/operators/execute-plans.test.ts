/** Plans, reports and marks into orders and positions: what reaches the state machine, and what is kept of its answer. */
import { EMPTY, from } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { AccountBook } from '../../src/domain/execution/account-book.ts'
import { DEFAULT_EXECUTION_CONFIG as config } from '../../src/domain/execution/config.ts'
import type { Position } from '../../src/domain/execution/position.ts'
import type { ExecutionEmission } from '../../src/domain/execution/turn.ts'
import { type ExecutePlansStreams, executePlans } from '../../src/operators/execute-plans.ts'
import type { Control, ExitPlan, Instrument } from '../../src/records/generated.ts'
import { topics } from '../../src/topics.ts'
import type { KeyValueStore } from '../../src/topology/store.ts'
import type { Input } from '../../src/topology/topology.ts'
import { accountEvent, answer, exitPlan, INSTRUMENT, T0, tick, trade } from '../domain/execution/support/records.ts'
import { input } from './inputs.ts'
import { operatorChecklist } from './marbles.ts'
import { BrokenStore, keyValue } from './stores.ts'

interface Stores {
  readonly accounts: KeyValueStore<AccountBook>
  readonly positions: KeyValueStore<Position>
  readonly instruments: KeyValueStore<Instrument>
}
const freshStores = (rest: Partial<Stores> = {}): Stores => ({
  accounts: keyValue(),
  positions: keyValue(),
  instruments: keyValue({ GALAUSDT: INSTRUMENT }),
  ...rest,
})
const silent: ExecutePlansStreams = {
  control: EMPTY,
  dead: EMPTY,
  instrument: EMPTY,
  event: EMPTY,
  report: EMPTY,
  tick: EMPTY,
  plan: EMPTY,
  punctuation: EMPTY,
}
const execute = (streams: Partial<ExecutePlansStreams>, stores: Stores, nowMs = T0) =>
  executePlans({ ...silent, ...streams }, { stores, config, now: () => nowMs })
const planned = (changes: Partial<ExitPlan> = {}) => input(topics.exitPlan, exitPlan(changes))
const emitted = (sink: string, value: object): unknown =>
  expect.objectContaining({ sink, value: expect.objectContaining(value) })

operatorChecklist<Input<ExitPlan>, unknown>('executePlans', {
  make: () => (source) => execute({ plan: source }, freshStores()),
  makeBroken: () => (source) => execute({ plan: source }, freshStores({ positions: new BrokenStore() })),
  records: [
    [
      planned(),
      [
        emitted('decision', { outcome: 'ACCEPTED', final: false }),
        emitted('command', { leg: 'ENTRY' }),
        emitted('account', { margin_used: '100' }),
      ],
    ],
    [planned({ account: 'other' }), []],
    [planned(), []],
  ],
})

function feed(stores: Stores, streams: Partial<ExecutePlansStreams>, nowMs = T0): readonly ExecutionEmission[] {
  const emissions: ExecutionEmission[] = []
  execute(streams, stores, nowMs).subscribe((emission) => emissions.push(emission))
  return emissions
}
const commandsOf = (emissions: readonly ExecutionEmission[]) =>
  emissions.flatMap((e) => (e.sink === 'command' ? [e.value] : []))
const modesOf = (emissions: readonly ExecutionEmission[]) =>
  emissions.flatMap((e) => (e.sink === 'account' ? [e.value.mode] : []))
const control = (command: Control, account = 'paper') =>
  from([input(topics.controlCommand, { account, event_time: T0, command, issued_by: 'test', reason: 'a test' })])

/** Stores in which GALAUSDT is reserved, or open. */
function withEntry(stores = freshStores()) {
  const [entry] = commandsOf(feed(stores, { plan: from([planned()]) }))
  if (entry === undefined) throw new Error('no entry was commanded')
  return { stores, entry }
}
function withPosition() {
  const { stores, entry } = withEntry()
  feed(stores, { report: from([input(topics.executionReport, trade(entry, 't1', { quantity: '100', price: '10' }))]) })
  expect(stores.positions.get('GALAUSDT')?.status).toBe('OPEN')
  return stores
}

describe('executePlans', () => {
  it('opens the account with its starting balance and learns instruments from their topic', () => {
    const stores = freshStores({ instruments: keyValue() })
    expect(feed(stores, { plan: from([planned()]) })).toMatchObject([
      { value: { reason: 'NO_INSTRUMENT', final: true } },
    ])
    feed(stores, { instrument: from([input(topics.instrument, INSTRUMENT)]) })
    expect(commandsOf(feed(stores, { plan: from([planned({ intent_id: 'i2', plan_id: 'plan.i2' })]) }))).toHaveLength(1)
    expect(stores.accounts.get('paper')?.balance).toBe(config.startingBalance)
  })

  it('forgets a reservation whose entry was rejected', () => {
    const { stores, entry } = withEntry()
    const emissions = feed(stores, {
      report: from([input(topics.executionReport, answer(entry, 'REJECTED', { error: 'no' }))]),
    })
    expect(emissions).toContainEqual(emitted('decision', { final: true, outcome: 'REFUSED' }))
    expect(stores.positions.keys()).toEqual([])
  })

  it('marks open symbols only, and tells the account when it is woken', () => {
    const stores = withPosition()
    feed(stores, {
      tick: from([input(topics.marketTick, tick(10.1)), input(topics.marketTick, tick(99, { symbol: 'B' }))]),
    })
    const [state] = feed(stores, { punctuation: from([T0 + 1_000]) }, T0 + 1_000)
    expect(state).toMatchObject({
      sink: 'account',
      traceId: null,
      value: { event_time: T0 + 1_000, open_positions: 1 },
    })
    expect(Number(state?.sink === 'account' && state.value.equity)).toBeGreaterThan(10_000)
    expect(stores.positions.keys()).toEqual(['GALAUSDT'])
  })

  it('books an account event that names no symbol', () => {
    const stores = freshStores()
    const deposit = accountEvent({ kind: 'DEPOSIT', amount: '500', symbol: null })
    expect(feed(stores, { event: from([input(topics.accountEvent, deposit)]) })).toEqual([
      emitted('account', { balance: '10500' }),
    ])
  })

  it('CLOSE_ALL closes every position and opens nothing more', () => {
    const emissions = feed(withPosition(), { control: control('CLOSE_ALL') })
    expect(modesOf(emissions)[0]).toBe('REDUCING')
    expect(commandsOf(emissions)).toContainEqual(
      expect.objectContaining({ leg: 'CLOSE', intent: 'PLACE', reduce_only: true }),
    )
  })

  it.each(['HALT', 'REDUCE', 'DRAIN'] as const)('%s takes entries back and leaves positions', (command) => {
    const { stores, entry } = withEntry()
    expect(commandsOf(feed(stores, { control: control(command) }))).toMatchObject([
      { intent: 'CANCEL', target_client_order_id: entry.client_order_id },
    ])
    expect(commandsOf(feed(withPosition(), { control: control(command) }))).toEqual([])
  })

  it('RESUME takes up again; UNKNOWN and other accounts change nothing', () => {
    const stores = freshStores()
    expect(modesOf(feed(stores, { control: control('HALT') }))).toEqual(['HALTED'])
    expect(feed(stores, { control: control('UNKNOWN') })).toEqual([])
    expect(feed(stores, { control: control('CLOSE_ALL', 'other') })).toEqual([])
    expect(modesOf(feed(stores, { control: control('RESUME') }))).toEqual(['ACTIVE'])
  })

  it('a dead letter of a topic that moves money halts openings', () => {
    const letter = {
      topic: 'execution.report',
      event_time: T0,
      partition: 0,
      offset: 3,
      error_code: 'BAD_AVRO',
      error: 'truncated',
    }
    expect(modesOf(feed(freshStores(), { dead: from([input(topics.deadLetter, letter)]) }))).toEqual(['HALTED'])
    expect(
      feed(freshStores(), { dead: from([input(topics.deadLetter, { ...letter, topic: 'market.tick' })]) }),
    ).toEqual([])
  })
})
