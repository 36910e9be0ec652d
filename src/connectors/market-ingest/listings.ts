/** What an exchange lists, and its leverage brackets where it tells them to everybody. */
import { AuthenticationError, BadResponse, type Exchange, type LeverageTiers } from 'ccxt'
import type { RestDoor } from './rest-door.ts'
import { perpetuals, wantedMarkets } from './wanted-markets.ts'

/** Loads the markets of the client anew, and waits out what passes. */
export async function loadListings(client: Exchange, door: RestDoor, signal: AbortSignal): Promise<void> {
  const load = async () => {
    await client.loadMarkets(true)
    // An answer that could not be read looks like an empty list, and must not look like the end of every market.
    if (perpetuals(client).size === 0) throw new BadResponse(`${client.id} lists no perpetual at all`)
  }
  await door.ask('listings', load, signal)
}

/**
 * Leverage brackets by ccxt's market name; none where the exchange tells them to key holders only: then the instruments
 * carry cautious ones. The markets must be loaded.
 */
export async function publicTiers(
  client: Exchange,
  door: RestDoor,
  symbols: readonly string[],
  signal: AbortSignal,
): Promise<LeverageTiers> {
  if (client.has.fetchLeverageTiers !== true) return {}
  const names = wantedMarkets(client, symbols).markets.map(({ unified }) => unified)
  try {
    return await door.ask('leverage brackets', () => client.fetchLeverageTiers(names), signal)
  } catch (error) {
    if (error instanceof AuthenticationError) return {}
    throw error
  }
}
