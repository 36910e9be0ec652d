import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openReader } from '../../../src/app.ts'
import { type Chain, collectChain } from '../../../src/inspect/explain/chain.ts'
import { storyLines } from '../../../src/inspect/explain/explain.ts'
import { find, type Named } from '../../../src/inspect/explain/find.ts'
import { Snapshot } from '../../../src/inspect/snapshot.ts'
import { PLAIN } from '../../../src/inspect/style.ts'
import type { ExitCause, PositionUpdate } from '../../../src/records/generated.ts'
import type { TopicReader } from '../../../src/runtime/embedded/topic-reader.ts'
import { topics } from '../../../src/topics.ts'
import { playFalling, playHandSignals, temporaryFolder } from '../slice.ts'

const folder = temporaryFolder()
let falling: TopicReader
let hand: TopicReader

beforeAll(async () => {
  await playFalling(join(folder, 'falling'))
  await playHandSignals(join(folder, 'hand'))
  falling = openReader(join(folder, 'falling'))
  hand = openReader(join(folder, 'hand'))
}, 60_000)
afterAll(async () => {
  await falling.storage.close()
  await hand.storage.close()
})

function explained(
  reader: TopicReader,
  id: string,
): { readonly named: Named; readonly chain: Chain; readonly text: string } {
  const snapshot = new Snapshot(reader)
  const found = find(snapshot, id)
  if (found.outcome !== 'found') throw new Error(`${id} is ${found.outcome}`)
  const chain = collectChain(snapshot, found.named.signalId)
  return { named: found.named, chain, text: storyLines(found.named, chain, PLAIN).join('\n') }
}

/** The first position that was closed for a cause. */
function closedBy(cause: ExitCause): PositionUpdate {
  const closed = [...falling.values(topics.positionUpdate)].find(
    (one) => one.status === 'CLOSED' && one.exit_cause === cause,
  )
  if (closed === undefined) throw new Error(`no position was closed by ${cause}`)
  return closed
}

describe('explain', () => {
  it('finds the same story by signal, intent, plan, order and position', () => {
    const { signal_id, intent_id, plan_id, position_id } = closedBy('TP3')
    const order = [...falling.values(topics.orderCommand)].find((one) => one.plan_id === plan_id)?.client_order_id ?? ''
    const stories = [signal_id, intent_id, plan_id, position_id, order, order.slice(0, 10)].map((id) =>
      explained(falling, id),
    )
    expect(stories.map(({ named }) => named.kind)).toEqual(['signal', 'intent', 'plan', 'position', 'order', 'order'])
    for (const { chain } of stories) expect(chain).toEqual(stories[0]?.chain)
  })

  it('calls unknown what was counted as 0 because nobody knew it', () => {
    const { chain, text } = explained(falling, closedBy('TP3').signal_id)
    expect(chain.intents[0]?.value.ilf).toMatchObject({
      divergence_source: 'SINGLE_MARKET',
      funding_source: 'NONE_KNOWN',
    })
    expect(text).toMatch(/divergence +unknown +SINGLE_MARKET/)
    expect(text).toMatch(/funding +unknown +NONE_KNOWN/)
    expect(text).toMatch(/× divergence +1\.000 .* unknown/)
    const refused = [...falling.values(topics.signalDecision)].find(({ outcome }) => outcome === 'REFUSED')
    expect(explained(falling, refused?.signal_id ?? '').text).toMatch(/funding +unknown/)
  })

  it('tells a position that took its profits, with every figure of the records', () => {
    const closed = closedBy('TP3')
    const { chain, text } = explained(falling, closed.position_id)
    const plan = chain.plans[0]?.value
    expect(text).toContain(`SHORT closed by TP3: +${Number(closed.realized_pnl).toFixed(2)}`)
    expect(text).toMatch(
      new RegExp(
        `LEVERAGE +${plan?.factors.product.toFixed(1)} .*→ whole ${plan?.leverage}x, limited by ${plan?.limited_by.join(', ')}`,
      ),
    )
    expect(text).toMatch(new RegExp(`base +${plan?.factors.base.toFixed(1)} +█+`))
    for (const [index, { price }] of (plan?.take_profits ?? []).entries())
      expect(text).toMatch(new RegExp(`TP${index + 1} +${price} +\\+`))
    expect(text).toMatch(new RegExp(`SL +${plan?.stop_loss} +-0\\.\\d\\d %`))
    expect(text).toMatch(/BREAK_EVEN +stop 0?\d*\.\d+ → \d/)
    for (const cause of ['TP1', 'TP2', 'TP3']) expect(text).toMatch(new RegExp(`${cause} +BUY LIMIT .* FILLED`))
    expect(text.match(/^ {2}\S.* fill .*fee/gm)?.length).toBeGreaterThan(3)
  })

  it.each<ExitCause>(['STOP_LOSS', 'BREAK_EVEN', 'TIME_STOP'])('tells a position closed by %s', (cause) => {
    const closed = closedBy(cause)
    const { text } = explained(falling, closed.plan_id)
    expect(text).toContain(`SHORT closed by ${cause}: `)
    expect(text).toMatch(/held \d+ min/)
    expect(text).toMatch(/drawdown +worst \d+\.\d\d % of the margin/)
  })

  it('shows the multiplier as the products of the factors shown', () => {
    for (const plan of falling.values(topics.exitPlan)) {
      if (plan.revision !== 0) continue
      const { text } = explained(falling, plan.plan_id)
      const running = [...text.matchAll(/^ {2}× [a-z ]+? +(\d\.\d{3}) +(\d+\.\d)/gm)]
      expect(running).toHaveLength(7)
      expect(Number(running.at(-1)?.[2])).toBeCloseTo(plan.factors.product, 0)
    }
  })

  it('tells a long that a CLOSE signal closed, from both ends', () => {
    const long = explained(hand, 'long-1')
    expect(long.text).toContain('LONG closed by CLOSE_SIGNAL')
    expect(long.text).toMatch(/CLOSE by close-1\.paper/)
    expect(long.text).toContain('again  1 more with this id, at ai.signal[0]@1')
    expect(long.text).toContain('REFUSED DUPLICATE, a signal with the id long-1 was decided on before')
    const close = explained(hand, 'close-1')
    expect(close.text).toContain('closes plan plan.long-1.paper of signal long-1')
    expect(close.text).toMatch(/CLOSE ACCEPTED +CLOSING/)
    expect(close.chain.positions).toEqual([])
  })

  it('explains refusals in words with their figures', () => {
    expect(explained(hand, 'weak').text).toContain(
      'refused: confidence 50.0 % is below the threshold 65.0 %: 15.0 percentage points',
    )
    expect(explained(hand, 'close-2').text).toContain('refused: there is no position in SOLUSDT to close')
    expect(explained(hand, 'cooling-1').text).toMatch(
      /refused: OPUSDT rests after its last position, until 2025-12-15T13:\d\d/,
    )
    const hold = [...falling.values(topics.signalDecision)].find(({ reason }) => reason === 'HOLD')
    expect(explained(falling, hold?.signal_id ?? '').text).toContain('the model advises to do nothing')
    const open = [...falling.values(topics.signalDecision)].find(({ reason }) => reason === 'POSITION_OPEN')
    expect(explained(falling, open?.signal_id ?? '').text).toMatch(/refused: \w+ is taken: (open|reserved) by /)
  })

  it('collects every record that carries the trace of the signal', () => {
    const { signal_id } = closedBy('TP3')
    const { chain } = explained(falling, signal_id)
    const lists = [
      chain.signals,
      chain.decisions,
      chain.intents,
      chain.plans,
      chain.planDecisions,
      chain.orders,
      chain.reports,
      chain.positions,
      chain.outcomes,
    ]
    const collected = lists.flat().map(({ topic, offset }) => `${topic}@${offset}`)
    const traced = falling.storage
      .topics()
      .flatMap(({ topic, partition }) =>
        [...falling.storage.read(topic, partition)]
          .filter(({ headers }) => headers['trace-id'] === signal_id)
          .map(({ offset }) => `${topic}@${offset}`),
      )
    const others = ['account.state', 'sizing.policy']
    expect(collected.sort()).toEqual(traced.filter((place) => !others.some((name) => place.startsWith(name))).sort())
  })

  it('shows the last tick of each market strictly before the signal, the price of the decision among them', () => {
    const ticks = [...falling.records(topics.marketTick)]
    for (const id of [...falling.values(topics.tradeIntent)].slice(0, 5).map(({ signal_id }) => signal_id)) {
      const { chain } = explained(falling, id)
      const signal = chain.signals[0]?.value
      const before = ticks.filter(
        ({ key, timestamp }) => key === signal?.symbol && timestamp < (signal?.event_time ?? 0),
      )
      const last = new Map(before.map(({ value, offset }) => [value?.market, offset]))
      expect(chain.ticks.map(({ offset }) => offset).sort()).toEqual([...last.values()].sort())
      const traded = chain.ticks.find(({ value }) => value.role === 'TRADED')
      expect(traded?.value.price).toBe(chain.decisions[0]?.value.price)
    }
  })
})

describe('find', () => {
  it('lists candidates where a prefix fits several stories', () => {
    const found = find(new Snapshot(falling), 'plan.')
    const plans = [...falling.values(topics.exitPlan)].filter(({ revision }) => revision === 0)
    expect(found).toMatchObject({ outcome: 'ambiguous', total: plans.length })
    expect(found.outcome === 'ambiguous' && found.candidates.length).toBe(10)
  })

  it('suggests what looks like an id that is none, else examples of every kind', () => {
    const near = find(new Snapshot(hand), 'LONG-2')
    expect(near.outcome === 'unknown' && near.near.map(({ id }) => id)).toContain('long-1')
    const unknown = find(new Snapshot(falling), '???')
    expect(unknown.outcome === 'unknown' && unknown.near).toEqual([])
    const kinds = unknown.outcome === 'unknown' ? unknown.examples.map(({ kind }) => kind) : []
    expect(kinds.sort()).toEqual(['intent', 'order', 'plan', 'position', 'signal'])
  })

  it('takes a whole id before a longer one that begins with it, and nothing for an empty one', () => {
    expect(explained(hand, 'close-1').named).toMatchObject({ kind: 'signal', id: 'close-1' })
    expect(find(new Snapshot(hand), '').outcome).toBe('unknown')
  })
})
