/** paper-exchange: order.command ⋈ market.tick → execution.report, account.event, as a real exchange would answer. */
import { type AppConfig, DEFAULT_CONFIG } from '../config/config.ts'
import type { PaperBook, PaperFunding } from '../domain/paper/index.ts'
import { route } from '../operators/route.ts'
import { tradeOnPaper } from '../operators/trade-on-paper.ts'
import type { Instrument } from '../records/generated.ts'
import { topics } from '../topics.ts'
import { topology } from '../topology/define.ts'
import { keyValueStore } from '../topology/store.ts'

export const paperExchange = topology({
  name: 'paper-exchange',
  doc: 'order.command ⋈ market.tick → execution.report, account.event',
  config: DEFAULT_CONFIG as AppConfig,
  punctuateEveryMs: 60_000,
  sources: {
    instrument: topics.instrument,
    funding: topics.fundingRate,
    tick: topics.marketTick,
    command: topics.orderCommand,
  },
  stores: {
    books: keyValueStore<PaperBook>('books'),
    instruments: keyValueStore<Instrument>('instruments'),
    funding: keyValueStore<PaperFunding>('funding'),
  },
  sinks: { report: topics.executionReport, event: topics.accountEvent },
  build(streams, { stores, config, punctuation, now }) {
    const { paper } = config
    const { account } = config.execution
    const emission$ = tradeOnPaper({ ...streams, punctuation }, { stores, config: paper, account, now })
    return { report: emission$.pipe(route('report')), event: emission$.pipe(route('event')) }
  },
})
