/** A seeded world for sending orders: the real ccxt client, the venue, a clock of its own, faults and kills. */
import type { LeasedClient } from '../../../src/connectors/gateway/binance/leased-client.ts'
import type { Clock } from '../../../src/connectors/gateway/send-order.ts'
import { seededRandom } from '../../../src/domain/rng.ts'
import { Venue } from '../../venue/engine/venue.ts'
import { type Fault, Faults } from '../../venue/faults.ts'
import { Desk, type VenueRequest } from '../../venue/http/desk.ts'
import type { VenueAnswer } from '../../venue/http/door.ts'
import { brokenAnswer, refusedBy, TEST_CREDENTIALS } from '../../venue/venue-server.ts'

/** The process died here. */
export class Killed extends Error {
  override readonly name = 'Killed'
}

/** Shorter than the window in which a request may still arrive: giving up says nothing about the order. */
const TIMEOUT_MS = 500

/** A proxy's page where an answer should be. */
const GARBLED = '<html><body>Please come back later</body></html>'
/** Turns of the event loop after which nobody is busy: what ccxt does with an answer takes a few. */
const QUIET_TURNS = 4

export class World {
  readonly venue: Venue
  readonly desk: Desk
  readonly faults = new Faults()
  readonly random: () => number
  /** The process dies at this many effects from now; none when infinite. */
  killIn = Number.POSITIVE_INFINITY
  #isDead = false
  #isStopping = false
  #now = 1_750_000_000_000
  #sequence = 0
  #isTurning = false
  /** What will happen, earliest first. */
  readonly #coming: { readonly at: number; readonly sequence: number; readonly happen: () => void }[] = []

  constructor(seed: number) {
    this.random = seededRandom(`gateway-${seed}`)
    this.venue = new Venue({ now: () => this.#now })
    this.desk = new Desk(this.venue, TEST_CREDENTIALS)
  }

  readonly clock: Clock = {
    now: () => this.#now,
    sleepUntil: async (timeMs) => {
      this.effect()
      if (this.#isStopping) throw new Killed('stopped')
      await this.#until(timeMs)
      this.effect()
    },
  }

  /** True when the process has died: whatever it still tries fails. */
  get isDead(): boolean {
    return this.#isDead
  }

  /** Throws where the process has died. */
  checkAlive(): void {
    if (this.#isDead) throw new Killed('killed')
  }

  /** Lets time pass, and everything happen that was to happen in it. */
  pass(ms: number): Promise<void> {
    return this.#until(this.#now + ms)
  }

  /** Ends a process as a stop request does: what is under way ends, what waits is left. */
  async stop(process: { settled(): Promise<void> }): Promise<void> {
    this.#isStopping = true
    await process.settled()
    this.#isStopping = false
  }

  /** Another process takes over, once the requests of the dead one have ended. */
  async restart(afterMs: number): Promise<void> {
    await this.pass(afterMs)
    this.killIn = Number.POSITIVE_INFINITY
    this.#isDead = false
  }

  /** A point at which the process may die; a dead one does nothing any more. */
  effect(): void {
    this.killIn -= 1
    if (this.killIn === 0) this.#isDead = true
    this.checkAlive()
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
      this.effect()
      const answer = await this.#carry(request)
      this.effect()
      const body = answer.json === GARBLED ? GARBLED : JSON.stringify(answer.json)
      return new Response(body, { status: answer.status, headers: answer.headers ?? {} })
    }
  }

  async #carry(request: VenueRequest): Promise<VenueAnswer> {
    await this.pass(Math.floor(this.random() * 50))
    const fault = this.faults.take(`${request.method} ${request.url}`, request.body)
    const refused = fault === undefined ? undefined : refusedBy(fault)
    if (refused !== undefined) return refused
    if (fault?.kind === 'lost') return this.#timeOut()
    if (fault?.kind === 'late') {
      this.#at(this.#now + fault.delayMs, () => this.desk.answer(request))
      return this.#timeOut()
    }
    const answer = this.desk.answer(request)
    if (fault?.kind === 'silent' || fault?.kind === 'cut') return this.#timeOut()
    if (fault?.kind === 'garbled') return { status: 200, json: GARBLED }
    return fault?.kind === 'broken' ? brokenAnswer() : answer
  }

  async #timeOut(): Promise<never> {
    await this.pass(TIMEOUT_MS)
    throw Object.assign(new Error('timed out'), { name: 'TimeoutError' })
  }

  #until(timeMs: number): Promise<void> {
    return new Promise((resolve) => this.#at(Math.max(timeMs, this.#now), resolve))
  }

  #at(at: number, happen: () => void): void {
    this.#sequence += 1
    this.#coming.push({ at, sequence: this.#sequence, happen })
    this.#coming.sort((a, b) => a.at - b.at || a.sequence - b.sequence)
    if (!this.#isTurning) this.#turn()
  }

  /** Time jumps to what comes next as soon as nobody is busy any more. */
  #turn(turnsLeft = QUIET_TURNS): void {
    this.#isTurning = true
    setImmediate(() => {
      if (turnsLeft > 1) return this.#turn(turnsLeft - 1)
      const next = this.#coming.shift()
      if (next !== undefined) {
        this.#now = Math.max(this.#now, next.at)
        next.happen()
      }
      if (this.#coming.length > 0 || next !== undefined) this.#turn()
      else this.#isTurning = false
    })
  }
}

const FAULTS: readonly ((random: () => number) => Fault)[] = [
  () => ({ kind: 'lost' }),
  () => ({ kind: 'silent' }),
  () => ({ kind: 'broken' }),
  () => ({ kind: 'garbled' }),
  (random) => ({ kind: 'late', delayMs: Math.floor(random() * 3_000) }),
  () => ({ kind: 'status', status: 500 }),
  () => ({ kind: 'status', status: 429 }),
  () => ({ kind: 'status', status: 418 }),
  () => ({ kind: 'refuse', refusal: 'BAD_TIMESTAMP' }),
]

export const REQUESTS = [
  'POST /fapi/v1/order',
  'GET /fapi/v1/order',
  'POST /fapi/v1/algoOrder',
  'GET /fapi/v1/algoOrder',
  'POST /fapi/v1/leverage',
  'POST /fapi/v1/marginType',
]

/** What only a whole gateway asks. */
export const READINGS = [
  'GET /fapi/v1/openOrders',
  'GET /fapi/v1/openAlgoOrders',
  'GET /fapi/v3/positionRisk',
  'GET /fapi/v1/userTrades',
]

/**
 * Plans up to six random faults, and a kill in two runs of three.
 *
 * @param effects the kill comes within so many
 */
export function troubled(world: World, requests: readonly string[] = REQUESTS, effects = 20): World {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(world.random() * list.length)] as T
  const count = Math.floor(world.random() * 7)
  for (let index = 0; index < count; index += 1) {
    world.faults.plan({ request: pick(requests), fault: pick(FAULTS)(world.random) })
  }
  if (world.random() < 0.67) world.killIn = 1 + Math.floor(world.random() * effects)
  return world
}
