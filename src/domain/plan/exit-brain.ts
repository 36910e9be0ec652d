/** The exit-brain decider: one pure step for each kind of input, over the plan of one symbol (FORMULAS, While open). */
export type { ActivePlan, ExitEmission, ExitStep, OpenPlan, ProposedPlan } from './active-plan.ts'
export { DEFAULT_EXIT_CONFIG, DEFAULT_LEVERAGE_CAP, type ExitConfig, type PlanConfig } from './config.ts'
export { onDecision } from './on-decision.ts'
export { type IntentView, onIntent } from './on-intent.ts'
export { onPosition } from './on-position.ts'
export { onTick, onTime, type PriceUpdate } from './on-tick.ts'
