/** A seeded world for sending orders: the real ccxt client, the venue, a clock of its own, faults and kills. */
import type { LeasedClient } from '../../../src/connectors/gateway/binance/binance-venue.ts'
import type { Clock } from '../../../src/connectors/gateway/send-order.ts'
import { seededRandom } from '../../../src/domain/rng.ts'
import { Venue } from '../../venue/engine/venue.ts'
import { type Fault, Faults } from '../../venue/faults.ts'
import { Desk, type VenueAnswer, type VenueRequest } from '../../venue/http/desk.ts'
import { brokenAnswer, refusedBy, TEST_CREDENTIALS } from '../../venue/venue-server.ts'

/** The process died here. */
export class Killed extends Error {
  override readonly name = 'Killed'
}

/** Shorter than the window in which a request may still arrive: giving up says nothing about the order. */
const TIMEOUT_MS = 500

export class World {
  readonly venue: Venue
  readonly desk: Desk
  readonly faults = new Faults()
  readonly random: () => number
  /** The process dies at this many effects from now; none when infinite. */
  killIn = Number.POSITIVE_INFINITY
  #now = 1_750_000_000_000
  readonly #late: { readonly at: number; readonly request: VenueRequest }[] = []

  constructor(seed: number) {
    this.random = seededRandom(`gateway-${seed}`)
    this.venue = new Venue({ now: () => this.#now })
    this.desk = new Desk(this.venue, TEST_CREDENTIALS)
  }

  readonly clock: Clock = {
    now: () => this.#now,
    sleepUntil: async (timeMs) => {
      this.#effect()
      this.advance(Math.max(0, timeMs - this.#now))
      this.#effect()
    },
  }

  /** Lets time pass; requests that were late arrive on their way. */
  advance(ms: number): void {
    const until = this.#now + ms
    for (;;) {
      const next = this.#late.findIndex((each) => each.at <= until)
      if (next < 0) break
      const [{ at, request }] = this.#late.splice(next, 1) as [{ at: number; request: VenueRequest }]
      this.#now = Math.max(this.#now, at)
      this.desk.answer(request)
    }
    this.#now = until
  }

  /** Puts the client into this world: its clock and its network. */
  adopt(client: LeasedClient): void {
    client.milliseconds = () => this.#now
    client.fetchImplementation = async (
      url: string,
      init: { method: string; body?: string; headers: Record<string, string> },
    ) => {
      const { pathname, search } = new URL(url)
      const request = {
        method: init.method,
        url: `${pathname}${search}`,
        body: init.body ?? '',
        apiKey: init.headers['X-MBX-APIKEY'] ?? '',
      }
      this.#effect()
      const answer = this.#carry(request)
      this.#effect()
      return new Response(JSON.stringify(answer.json), { status: answer.status, headers: answer.headers ?? {} })
    }
  }

  #carry(request: VenueRequest): VenueAnswer {
    this.advance(Math.floor(this.random() * 50))
    const fault = this.faults.take(`${request.method} ${request.url}`)
    const refused = fault === undefined ? undefined : refusedBy(fault)
    if (refused !== undefined) return refused
    if (fault?.kind === 'lost') return this.#timeOut()
    if (fault?.kind === 'late') {
      this.#late.push({ at: this.#now + fault.delayMs, request })
      return this.#timeOut()
    }
    const answer = this.desk.answer(request)
    if (fault?.kind === 'silent') return this.#timeOut()
    return fault?.kind === 'broken' ? brokenAnswer() : answer
  }

  #timeOut(): never {
    this.advance(TIMEOUT_MS)
    throw Object.assign(new Error('timed out'), { name: 'TimeoutError' })
  }

  #effect(): void {
    this.killIn -= 1
    if (this.killIn === 0) throw new Killed('killed')
  }
}

const FAULTS: readonly ((random: () => number) => Fault)[] = [
  () => ({ kind: 'lost' }),
  () => ({ kind: 'silent' }),
  () => ({ kind: 'broken' }),
  (random) => ({ kind: 'late', delayMs: Math.floor(random() * 3_000) }),
  () => ({ kind: 'status', status: 500 }),
  () => ({ kind: 'status', status: 429 }),
  () => ({ kind: 'status', status: 418 }),
  () => ({ kind: 'refuse', refusal: 'BAD_TIMESTAMP' }),
]

const REQUESTS = [
  'POST /fapi/v1/order',
  'GET /fapi/v1/order',
  'POST /fapi/v1/algoOrder',
  'GET /fapi/v1/algoOrder',
  'POST /fapi/v1/leverage',
  'POST /fapi/v1/marginType',
]

/** Plans up to six random faults, and a kill in two runs of three. */
export function troubled(world: World): World {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(world.random() * list.length)] as T
  const count = Math.floor(world.random() * 7)
  for (let index = 0; index < count; index += 1) {
    world.faults.plan({ request: pick(REQUESTS), fault: pick(FAULTS)(world.random) })
  }
  if (world.random() < 0.67) world.killIn = 1 + Math.floor(world.random() * 20)
  return world
}
