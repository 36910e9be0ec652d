/** Ids as pure functions of their cause, so that a retry, a replay and a restart name the same thing the same way. */
import { createHash } from 'node:crypto'

/** Id of the intent a signal becomes for an account. */
export function intentId(signalId: string, account: string): string {
  return `${signalId}.${account}`
}

/** Id of the plan that serves an intent. */
export function planId(ofIntent: string): string {
  return `plan.${ofIntent}`
}

/** Id of the position a plan opens. */
export function positionId(ofPlan: string): string {
  return `position.${ofPlan}`
}

/** What a client order id is made of. `step` counts the commands of one leg at one plan revision. */
export interface OrderCause {
  readonly account: string
  readonly planId: string
  readonly leg: string
  readonly revision: number
  readonly attempt: number
  readonly step?: number
}

/** Client order id: 32 characters of [0-9a-f], a hash of account, plan, leg, revision and attempt. */
export function clientOrderId({ account, planId, leg, revision, attempt, step = 0 }: OrderCause): string {
  return createHash('sha256')
    .update(JSON.stringify([account, planId, leg, revision, attempt, step]))
    .digest('hex')
    .slice(0, 32)
}
