/** What an exchange lists, asked patiently. */
import { BadResponse, type Exchange } from 'ccxt'
import type { RestDoor } from './rest-door.ts'
import { perpetuals } from './wanted-markets.ts'

/** Loads the markets of the client anew, and waits out what passes. */
export async function loadListings(client: Exchange, door: RestDoor, signal: AbortSignal): Promise<void> {
  const load = async () => {
    await client.loadMarkets(true)
    // An answer that could not be read looks like an empty list, and must not look like the end of every market.
    if (perpetuals(client).size === 0) throw new BadResponse(`${client.id} lists no perpetual at all`)
  }
  await door.ask('listings', load, signal)
}
