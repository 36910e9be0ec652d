/** All topologies, in the order in which they take a round. */
import { aiBaseline } from './ai-baseline.ts'
import { execution } from './execution.ts'
import { exitBrain } from './exit-brain.ts'
import { paperExchange } from './paper-exchange.ts'
import { signalOutcome } from './signal-outcome.ts'
import { sizingPolicy } from './sizing-policy.ts'
import { tradeIntent } from './trade-intent.ts'

export { aiBaseline, execution, exitBrain, paperExchange, signalOutcome, sizingPolicy, tradeIntent }

/** Everything that turns ticks into positions on paper. */
export const topologies = [
  aiBaseline,
  tradeIntent,
  exitBrain,
  execution,
  paperExchange,
  sizingPolicy,
  signalOutcome,
] as const

/** The same without the built-in model: signals come from outside. */
export const topologiesForSignals = topologies.filter((topology) => topology !== aiBaseline)
