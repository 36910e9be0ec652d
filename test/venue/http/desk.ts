/** The venue's counter: checks key, signature and time of a request, and hands it to its route. No sockets. */
import { createHmac } from 'node:crypto'
import { VenueRefusal } from '../engine/errors.ts'
import type { Venue } from '../engine/venue.ts'
import type { VenueAnswer } from './door.ts'
import { PRIVATE_ROUTES } from './private-routes.ts'
import { PUBLIC_ROUTES } from './public-routes.ts'

export interface VenueRequest {
  readonly method: string
  /** Path with query, as in the request line. */
  readonly url: string
  readonly body?: string
  readonly apiKey?: string
}

/** Keys the venue knows, and what it says about them. */
export interface Credentials {
  readonly apiKey: string
  readonly secret: string
  /** What apiRestrictions says. */
  readonly withdrawals?: boolean
}

export class Desk {
  readonly venue: Venue
  readonly credentials: Credentials
  /** Listen keys that are valid. */
  readonly listenKeys = new Set<string>()
  /** Every request that was carried out, for tests to look at. */
  readonly served: {
    readonly request: string
    readonly params: Readonly<Record<string, string>>
    readonly at: number
  }[] = []

  constructor(venue: Venue, credentials: Credentials) {
    this.venue = venue
    this.credentials = credentials
  }

  answer(request: VenueRequest): VenueAnswer {
    const { pathname, search } = new URL(request.url, 'http://venue')
    const name = `${request.method} ${pathname}`
    const text = [search.slice(1), request.body ?? ''].filter((part) => part !== '').join('&')
    const params = Object.fromEntries(new URLSearchParams(text))
    try {
      const json = this.#route(name, params, text, request)
      this.served.push({ request: name, params, at: this.venue.now() })
      return { status: 200, json }
    } catch (error) {
      if (!(error instanceof VenueRefusal)) throw error
      return { status: error.status, json: { code: error.code, msg: error.message } }
    }
  }

  #route(name: string, params: Record<string, string>, text: string, request: VenueRequest): unknown {
    const open = PUBLIC_ROUTES[name]
    if (open !== undefined) return open(this.venue, params)
    if (request.apiKey !== this.credentials.apiKey) throw new VenueRefusal('BAD_KEY', 401)
    if (name.endsWith('/fapi/v1/listenKey')) return this.#listenKey(request.method)
    this.#checkSignature(params, text)
    if (name === 'GET /sapi/v1/account/apiRestrictions') return this.#restrictions()
    const route = PRIVATE_ROUTES[name]
    if (route === undefined) throw new VenueRefusal('MISSING', 404)
    return route(this.venue, params)
  }

  #checkSignature(params: Record<string, string>, text: string): void {
    const signed = text.replace(/&?signature=[^&]*/, '')
    const expected = createHmac('sha256', this.credentials.secret).update(signed).digest('hex')
    if (params.signature !== expected) throw new VenueRefusal('BAD_SIGNATURE')
    const sentAt = Number(params.timestamp)
    const window = Number(params.recvWindow ?? 5_000)
    const now = this.venue.now()
    if (!(sentAt < now + 1_000 && now - sentAt <= window)) throw new VenueRefusal('BAD_TIMESTAMP')
  }

  #listenKey(method: string): unknown {
    if (method === 'DELETE') this.listenKeys.clear()
    if (method !== 'POST') return {}
    const listenKey = `listen${this.venue.nextId()}`
    this.listenKeys.add(listenKey)
    return { listenKey }
  }

  #restrictions(): unknown {
    return {
      ipRestrict: false,
      createTime: 1_600_000_000_000,
      enableReading: true,
      enableFutures: true,
      enableWithdrawals: this.credentials.withdrawals ?? false,
      enableInternalTransfer: false,
      permitsUniversalTransfer: false,
      enableSpotAndMarginTrading: false,
    }
  }
}
