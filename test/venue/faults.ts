/** Faults on demand: what goes wrong with the next requests that match, and where on their way. */
import type { RefusalName } from './engine/errors.ts'

/**
 * What goes wrong.
 * - refuse: the venue answers with a code and does nothing.
 * - status: an HTTP error before anything is done (429, 418, 5xx).
 * - lost: the request never arrives; the caller times out.
 * - silent: it is carried out, but the answer never comes.
 * - cut: it is carried out, but the connection is cut instead of an answer.
 * - broken: it is carried out, but the answer is a 5xx that says nobody knows.
 * - garbled: the answer is a page of HTML with status 200, as proxies give.
 * - late: it arrives only after `delayMs`; the caller has timed out by then.
 */
export type Fault =
  | { readonly kind: 'refuse'; readonly refusal: RefusalName }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly kind: 'lost' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'garbled' }
  | { readonly kind: 'late'; readonly delayMs: number }

export interface PlannedFault {
  /** For example `POST /fapi/v1/order`; requests whose method and path begin with it match. */
  readonly request: string
  /** Only requests about this symbol. */
  readonly symbol?: string
  readonly fault: Fault
  /** How many matching requests it hits; 1 unless given. */
  readonly times?: number
}

/** The faults still to come, in the order they were planned. */
export class Faults {
  readonly #planned: { readonly planned: PlannedFault; left: number }[] = []

  plan(planned: PlannedFault): void {
    this.#planned.push({ planned, left: planned.times ?? 1 })
  }

  /** Takes the fault for a request, if one is planned. */
  take(request: string, body = ''): Fault | undefined {
    const isAbout = (symbol: string | undefined) =>
      symbol === undefined || `${request}&${body}`.includes(`symbol=${symbol}`)
    const planned = this.#planned.find(
      (each) => each.left > 0 && request.startsWith(each.planned.request) && isAbout(each.planned.symbol),
    )
    if (planned === undefined) return undefined
    planned.left -= 1
    return planned.planned.fault
  }

  clear(): void {
    this.#planned.length = 0
  }
}
