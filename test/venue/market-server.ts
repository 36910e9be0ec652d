/** An exchange on a socket: one engine behind the HTTP and websocket of whichever exchange it plays. */
import type { Server } from 'node:http'
import type { VenueOptions } from './engine/books.ts'
import { Venue } from './engine/venue.ts'
import { Faults } from './faults.ts'
import { type Counter, httpServer, listen, stopListening } from './http/door.ts'
import type { Subscribers } from './http/subscribers.ts'

/** What every exchange's market streams can be made to do. */
export interface MarketStreams extends Subscribers {
  /** Tells every subscriber the present price of a symbol. */
  publish(symbol: string): void
}

/** An engine whose clock can be set wrong. */
export interface ClockedVenue {
  readonly venue: Venue
  /** The venue's clock is ahead by this much, ms. */
  setClockSkew(ms: number): void
}

export interface MarketServer<S extends MarketStreams = MarketStreams> extends ClockedVenue {
  readonly faults: Faults
  readonly streams: S
  readonly port: number
  close(): Promise<void>
}

/** How an exchange speaks. */
export interface Tongue<S extends MarketStreams> {
  readonly counter: Counter
  streams(http: Server): S
}

export function clockedVenue(options: Partial<VenueOptions>): ClockedVenue {
  let skewMs = 0
  const clock = options.now ?? Date.now
  const setClockSkew = (ms: number) => {
    skewMs = ms
  }
  return { venue: new Venue({ ...options, now: () => clock() + skewMs }), setClockSkew }
}

/** Opens an exchange on a free port of this machine. */
export async function openExchange<S extends MarketStreams>(
  clocked: ClockedVenue,
  tongue: Tongue<S>,
): Promise<MarketServer<S>> {
  const faults = new Faults()
  const http = httpServer(tongue.counter, faults)
  const streams = tongue.streams(http)
  const port = await listen(http)
  const close = async () => {
    streams.close()
    await stopListening(http)
  }
  return { ...clocked, faults, streams, port, close }
}
