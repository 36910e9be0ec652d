/** sizing-policy: closed positions teach, for each state and multiplier by itself. */
import { describe, expect, it } from 'vitest'
import { testTopology } from '../../src/testing/index.ts'
import { topics } from '../../src/topics.ts'
import { sizingPolicy } from '../../src/topologies/index.ts'
import { NOW, proposed, update } from '../domain/plan/fixtures.ts'

const { plan } = proposed()
const closed = (time: number, pnlRatio: number, action = 1) =>
  update(plan, {
    status: 'CLOSED',
    event_time: time,
    pnl_ratio: pnlRatio,
    duration_ms: 0,
    max_drawdown_ratio: 0,
    sizing: { state: plan.sizing.state, action, explored: false },
  })

describe('sizing-policy', () => {
  it('publishes what it learnt, keyed by state and multiplier so that compaction keeps every multiplier', () => {
    const driver = testTopology(sizingPolicy)
    driver.pipe(topics.positionUpdate, update(plan, { event_time: NOW }))
    driver.pipe(topics.positionUpdate, closed(NOW + 1, 0.1), { traceId: 's1' })
    driver.pipe(topics.positionUpdate, closed(NOW + 2, -0.1, 0.5))
    const { state } = plan.sizing
    expect(driver.read(topics.sizingPolicy)).toMatchObject([
      {
        key: `${state}|1`,
        timestamp: NOW + 1,
        headers: { 'trace-id': 's1' },
        value: { value: expect.closeTo(0.15 * 0.2, 12), visits: 1 },
      },
      { key: `${state}|0.5`, timestamp: NOW + 2, value: { value: expect.closeTo(0.15 * -0.1, 12), visits: 1 } },
    ])
  })

  it('goes on learning after a restart', () => {
    const run = (restarts: boolean) => {
      const driver = testTopology(sizingPolicy)
      for (const [i, pnlRatio] of [0.2, -0.4, 0.1].entries()) {
        if (restarts) driver.restart()
        driver.pipe(topics.positionUpdate, closed(NOW + i, pnlRatio))
      }
      return driver.read(topics.sizingPolicy)
    }
    expect(run(true)).toEqual(run(false))
    expect(run(false).at(-1)?.value.visits).toBe(3)
  })
})
