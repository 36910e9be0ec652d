/** signal-outcome: every directional signal is judged once, after its horizon. */
import { describe, expect, it } from 'vitest'
import { DEFAULT_CONFIG } from '../../src/config/config.ts'
import { testTopology } from '../../src/testing/index.ts'
import { topics } from '../../src/topics.ts'
import { signalOutcome } from '../../src/topologies/index.ts'
import { signal, tick } from '../operators/inputs.ts'

const T0 = 1_764_547_200_000
const HORIZON = 3_600_000

const config = { ...DEFAULT_CONFIG, outcome: { horizonMs: HORIZON } }

/** A market at 100, a BUY of 0.8, and 103 at the horizon. */
function run(restarts = false) {
  const driver = testTopology(signalOutcome, { config })
  driver.pipe(topics.marketTick, tick(T0 - 1_000, 100))
  driver.pipe(topics.aiSignal, signal(T0))
  driver.pipe(topics.aiSignal, signal(T0 + 1, { action: 'HOLD' }))
  if (restarts) driver.restart()
  driver.pipe(topics.marketTick, tick(T0 + HORIZON - 1, 90))
  expect(driver.read(topics.signalOutcome)).toEqual([])
  driver.pipe(topics.marketTick, tick(T0 + HORIZON, 103))
  driver.pipe(topics.marketTick, tick(T0 + HORIZON + 1, 50))
  return driver.read(topics.signalOutcome)
}

describe('signal-outcome', () => {
  it('compares the price at the horizon with the last one before the signal', () => {
    expect(run()).toMatchObject([
      {
        key: 'A',
        timestamp: T0 + HORIZON,
        headers: { 'trace-id': `s${T0}` },
        value: {
          signal_id: `s${T0}`,
          reference_price: 100,
          price: 103,
          correct: true,
          horizon_ms: HORIZON,
          confidence: 0.8,
        },
      },
    ])
  })

  it('remembers over a restart what waits to be judged', () => {
    expect(run(true)).toEqual(run())
  })
})
