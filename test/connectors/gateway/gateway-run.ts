/** Runs gateways in a seeded world: a killed one is started again, as an operator's supervisor would. */
import { binanceVenue } from '../../../src/connectors/gateway/binance/binance-venue.ts'
import { leasedClient } from '../../../src/connectors/gateway/binance/leased-client.ts'
import { binanceAccount } from '../../../src/connectors/gateway/binance/read-account.ts'
import { symbolReader } from '../../../src/connectors/gateway/binance/read-symbol.ts'
import { Gateway } from '../../../src/connectors/gateway/gateway.ts'
import type { Journal } from '../../../src/connectors/gateway/journal.ts'
import { TEST_CREDENTIALS, venueUrls } from '../../venue/venue-server.ts'
import type { MemoryJournal } from './memory-journal.ts'
import type { World } from './simulation.ts'

const STEP_MS = 50

const client = leasedClient({
  ...TEST_CREDENTIALS,
  urls: venueUrls('venue'),
  leaseIsAlive: () => true,
  timeoutMs: 60_000,
})
client.enableRateLimit = false

/** Runs for `forMs` of the world's time; `atStep` is told after every step. */
export async function runGateway(
  world: World,
  journal: MemoryJournal,
  forMs: number,
  atStep: (gateway: Gateway) => void = () => undefined,
): Promise<Gateway> {
  const until = world.clock.now() + forMs
  const venue = binanceVenue(client)
  for (;;) {
    world.adopt(client)
    const read = symbolReader(client)
    const gateway = new Gateway({
      account: 'live',
      journal: mortal(journal, world),
      venue,
      clock: world.clock,
      read,
      reader: binanceAccount(client),
    })
    try {
      await gateway.open()
      while (world.clock.now() < until) {
        await gateway.step()
        atStep(gateway)
        await world.pass(STEP_MS)
        world.checkAlive()
      }
      await world.stop(gateway)
      return gateway
    } catch (error) {
      if (!world.isDead) throw error
      await gateway.settled()
      await world.restart(venue.recvWindowMs + 1_000)
    }
  }
}

/** A dead process appends nothing; it may die just before, and just after. */
function mortal(journal: MemoryJournal, world: World): Journal {
  return {
    get isActive() {
      return journal.isActive
    },
    open: () => journal.open(),
    next: () => journal.next(),
    async append(entry) {
      world.effect()
      await journal.append(entry)
      world.effect()
    },
  }
}
