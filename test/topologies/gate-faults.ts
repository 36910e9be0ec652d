/** Everything that can be wrong with a signal and its world, one fault per reason, in the order of the gates. */
import { type AppConfig, DEFAULT_CONFIG } from '../../src/config/config.ts'
import type { AiSignal, DecisionReason } from '../../src/records/generated.ts'
import { type TestDriver, testTopology } from '../../src/testing/index.ts'
import { topics } from '../../src/topics.ts'
import { tradeIntent } from '../../src/topologies/index.ts'
import { account, proposed, update } from '../domain/plan/fixtures.ts'
import { signal, tick } from '../operators/inputs.ts'

/** Stream time of the decision, ms: not a multiple of anything. */
export const NOW = 1_764_547_234_567

/** The figures of the tests are these, whatever the defaults are. */
export const config: AppConfig = {
  ...DEFAULT_CONFIG,
  timeframe: '5m',
  gate: {
    threshold: 0.65,
    maxSignalAgeMs: 300_000,
    maxSignalLeadMs: 5_000,
    maxMarketAgeMs: 120_000,
    cooldownMs: 300_000,
  },
}

/** A change of the signal, or something that happened before it. */
export interface Fault {
  readonly signal?: Partial<AiSignal>
  /** Age of the market at the signal; null for a symbol that was never seen. */
  readonly marketAgeMs?: number | null
  before?(driver: TestDriver, given: AiSignal): void
}

const { plan } = proposed()
const position = (status: 'OPENED' | 'CLOSED') => (driver: TestDriver) =>
  driver.pipe(topics.positionUpdate, update(plan, { symbol: 'A', event_time: NOW - 1, status }))

/** In the order of the gates. */
export const FAULTS = {
  DUPLICATE: {
    before: (driver, given) => driver.pipe(topics.aiSignal, { ...given, action: 'HOLD' }, { timestamp: NOW - 1 }),
  },
  INVALID_SIGNAL: { signal: { signal_id: '' } },
  HOLD: { signal: { action: 'HOLD' } },
  BELOW_THRESHOLD: { signal: { confidence: 0.649 } },
  FUTURE_SIGNAL: { signal: { event_time: NOW + 5_001 } },
  STALE_SIGNAL: { signal: { event_time: NOW - 300_001 } },
  NO_MARKET: { marketAgeMs: null },
  STALE_MARKET: { marketAgeMs: 120_001 },
  POSITION_OPEN: { before: position('OPENED') },
  COOLDOWN: { before: position('CLOSED') },
  HALTED: { before: (driver) => driver.pipe(topics.accountState, account({ event_time: NOW - 1, mode: 'HALTED' })) },
} satisfies Partial<Record<DecisionReason, Fault>>

export type FaultName = keyof typeof FAULTS

/** Sets up a world with the faults, pipes the signal in, and hands the driver back with its outputs unread. */
export function decide(faults: readonly Fault[], changes: Partial<AiSignal> = {}): TestDriver {
  const driver = testTopology(tradeIntent, { config })
  let given = signal(NOW, changes)
  let marketAgeMs: number | null = 1_000
  for (const fault of faults) {
    given = { ...given, ...fault.signal }
    if (fault.marketAgeMs !== undefined) marketAgeMs = fault.marketAgeMs
  }
  if (marketAgeMs !== null) driver.pipe(topics.marketTick, tick(Math.min(given.event_time, NOW) - marketAgeMs, 100))
  for (const fault of faults) fault.before?.(driver, given)
  driver.read(topics.signalDecision)
  driver.read(topics.tradeIntent)
  driver.pipe(topics.aiSignal, given, { timestamp: NOW })
  return driver
}
