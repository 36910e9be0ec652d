import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeadLetter } from '../../../src/records/generated.ts'
import { topics } from '../../../src/topics.ts'
import { added, changed } from '../slice.ts'
import { failing, fallingRun, onlyFirst, problems, verified } from './verified.ts'

const reader = fallingRun()

describe('signals and intents', () => {
  it('fails on every decision that is missing or comes twice', () => {
    fc.assert(
      fc.property(fc.nat(reader().count('signal.decision') - 1), fc.boolean(), (at, isTwice) => {
        const broken = changed(reader(), topics.signalDecision, (value, index) =>
          index !== at ? [value] : isTwice ? [value, value] : [],
        )
        expect(failing(broken)).toContain('signal-decisions')
      }),
      { numRuns: 8 },
    )
  })

  it('accepts a signal that ended as a dead letter instead', () => {
    const first = [...reader().records(topics.aiSignal)][0]
    const missing = changed(
      reader(),
      topics.signalDecision,
      onlyFirst(() => []),
    )
    const letter: DeadLetter = {
      topic: 'ai.signal',
      event_time: reader().timeMs ?? 0,
      partition: first?.partition ?? 0,
      offset: first?.offset ?? 0,
      topology: 'trade-intent/0',
      error_code: 'STEP_FAILED',
      error: 'broken',
    }
    expect(failing(missing)).toEqual(['signal-decisions'])
    expect(failing(added(missing, { topic: topics.deadLetter, values: [letter] }))).toEqual([])
    const elsewhere = { ...letter, topology: 'signal-outcome/0' }
    expect(failing(added(missing, { topic: topics.deadLetter, values: [elsewhere] }))).toEqual(['signal-decisions'])
  })

  it('fails on a final plan.decision that is missing or comes twice', () => {
    const isFinal = ({ final }: { readonly final: boolean }) => final
    const missing = changed(
      reader(),
      topics.planDecision,
      onlyFirst(() => [], isFinal),
    )
    const twice = changed(
      reader(),
      topics.planDecision,
      onlyFirst((value) => [value, value], isFinal),
    )
    expect(failing(missing)).toEqual(['intent-endings'])
    expect(problems(missing, 'intent-endings')).toEqual(['no final plan.decision'])
    expect(failing(twice)).toEqual(['intent-endings'])
    expect(problems(twice, 'intent-endings')[0]).toMatch(/a final decision too many/)
  })

  it('fails on an acceptance without an intent, and on an intent without an acceptance', () => {
    expect(
      problems(
        changed(
          reader(),
          topics.tradeIntent,
          onlyFirst(() => []),
        ),
        'intent-endings',
      ),
    ).toEqual(['accepted, but there is no intent'])
    const refused = changed(
      reader(),
      topics.signalDecision,
      onlyFirst(
        (value) => [{ ...value, outcome: 'REFUSED', reason: 'HALTED' }],
        ({ outcome }) => outcome === 'ACCEPTED',
      ),
    )
    expect(problems(refused, 'intent-endings')).toEqual(['an intent that no decision accepted, or a second one'])
  })

  it('counts an intent that may still end, and fails once its grace is over', () => {
    const end = reader().timeMs ?? 0
    const open = (expiresAt: number) => {
      const unended = changed(
        reader(),
        topics.planDecision,
        onlyFirst(
          () => [],
          ({ final }) => final,
        ),
      )
      return changed(
        unended,
        topics.tradeIntent,
        onlyFirst((value) => [{ ...value, expires_at: expiresAt }]),
      )
    }
    expect(failing(open(end - 60_000))).toEqual([])
    expect(verified(open(end - 60_000)).checks.find(({ name }) => name === 'intent-endings')?.counts.inFlight).toBe(1)
    expect(failing(open(end - 60_001))).toEqual(['intent-endings'])
  })
})

describe('ids and dead letters', () => {
  it('fails on any id that comes twice', () => {
    const twice = <V>(value: V) => [value, value]
    expect(failing(changed(reader(), topics.tradeIntent, onlyFirst(twice)))).toContain('unique-ids')
    expect(failing(changed(reader(), topics.exitPlan, onlyFirst(twice)))).toEqual(['unique-ids'])
    expect(failing(changed(reader(), topics.orderCommand, onlyFirst(twice)))).toEqual(['unique-ids'])
    expect(failing(changed(reader(), topics.positionUpdate, onlyFirst(twice)))).toEqual(['unique-ids'])
    const isFill = ({ trade_id }: { readonly trade_id?: string | null | undefined }) => trade_id != null
    expect(failing(changed(reader(), topics.executionReport, onlyFirst(twice, isFill)))).toEqual(['unique-ids'])
  })

  it('fails on dead letters of topics that move money, and counts the others', () => {
    const letter = (topic: string): DeadLetter => ({
      topic,
      event_time: reader().timeMs ?? 0,
      partition: 0,
      offset: 7,
      error_code: 'BAD_AVRO',
      error: 'truncated',
    })
    const withLetter = (topic: string) => added(reader(), { topic: topics.deadLetter, values: [letter(topic)] })
    expect(failing(withLetter('order.command'))).toEqual(['dead-letters'])
    expect(failing(withLetter('candles.csv'))).toEqual([])
    expect(verified(withLetter('market.tick')).checks.at(-1)?.summary).toBe('1 dead letter: market.tick BAD_AVRO 1')
  })

  it('fails on what the system wrote and nobody can read', () => {
    const torn = changed(reader(), topics.positionUpdate, (value, index) =>
      index === 1 ? [Buffer.from('torn')] : [value],
    )
    expect(failing(torn)).toEqual(['dead-letters'])
    const foreign = changed(reader(), topics.aiSignal, (value, index) =>
      index === 0 ? [value, Buffer.from('{"symbol":1}')] : [value],
    )
    expect(failing(foreign)).toEqual([])
  })
})
