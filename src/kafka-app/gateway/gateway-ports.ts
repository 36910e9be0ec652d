/** The log and the exchange as a gateway gets them: what happens at both is told to whoever watches. */
import { binanceVenue } from '../../connectors/gateway/binance/binance-venue.ts'
import type { LeasedClient } from '../../connectors/gateway/binance/leased-client.ts'
import { binanceAccount } from '../../connectors/gateway/binance/read-account.ts'
import { symbolReader } from '../../connectors/gateway/binance/read-symbol.ts'
import type { GatewayOptions } from '../../connectors/gateway/gateway.ts'
import type { Journal } from '../../connectors/gateway/journal.ts'
import { type OnRequest, watched, watchedReader, watchedVenue } from '../../connectors/gateway/watched-venue.ts'
import type { ExecutionReport } from '../../records/generated.ts'

/** Told what the exchange answers, and what is on the log. */
export interface GatewayObserver {
  readonly onRequest: OnRequest
  /** The exchange has answered all that was asked of a symbol. */
  readonly onRead: (symbol: string) => void
  /** Something was appended; it took so long, ms, waiting for what was appended before it included. */
  readonly onAppended: (reports: readonly ExecutionReport[], durationMs: number) => void
}

/** The ports of a gateway. */
export function gatewayPorts(
  journal: Journal,
  client: LeasedClient,
  recvWindowMs: number,
  observer: GatewayObserver,
): Pick<GatewayOptions, 'journal' | 'venue' | 'read' | 'reader'> {
  const onRequest = quietly(observer.onRequest)
  const onRead = quietly(observer.onRead)
  const readSymbol = symbolReader(client)
  return {
    journal: watchedJournal(journal, quietly(observer.onAppended)),
    venue: watchedVenue(binanceVenue(client, recvWindowMs), onRequest),
    read: async (known) => {
      const snapshot = await watched('READ_SYMBOL', readSymbol(known), onRequest)
      onRead(known.symbol)
      return snapshot
    },
    reader: watchedReader(binanceAccount(client), onRequest),
  }
}

/** Whoever watches must not break what trades: an answer of the exchange is worth more than its metric. */
function quietly<A extends readonly unknown[]>(tell: (...told: A) => void): (...told: A) => void {
  return (...told) => {
    try {
      tell(...told)
    } catch {
      // Nothing of the gateway depends on it.
    }
  }
}

function watchedJournal(journal: Journal, onAppended: GatewayObserver['onAppended']): Journal {
  return {
    get isActive() {
      return journal.isActive
    },
    open: () => journal.open(),
    next: () => journal.next(),
    async append(entry) {
      const startMs = performance.now()
      await journal.append(entry)
      onAppended(entry.reports ?? [], performance.now() - startMs)
    },
  }
}
