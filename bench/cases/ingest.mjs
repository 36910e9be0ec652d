/** 42 symbols of three exchanges at 10 updates a second each → market.tick, against plain clients that do nothing else. */
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { DEFAULT_INGEST_SYMBOLS } from '../../dist/config/ingest-symbols.js'
import { measureIngest } from '../ingest/measure-ingest.mjs'
import { createTopics, plainClient } from '../kafka/cluster.mjs'
import { startProgram } from '../kafka/program.mjs'
import { withKafka } from '../kafka/services.mjs'
import { startIlf } from '../support/ilf-process.mjs'
import { median, round } from '../support/measure.mjs'

const file = (path) => fileURLToPath(new URL(path, import.meta.url))
const SECONDS = Number(process.env.ILF_BENCH_SECONDS ?? 20)
const UPDATES_PER_SECOND = 10
const RUNS = 3
const EXCHANGES = ['binanceusdm', 'bybit', 'okx']
/** What the ingest says of each exchange. */
const LIVE = 'live prices arrive'

await withKafka(async ({ brokers, registryUrl }) => {
  const kafka = plainClient(brokers)
  const admin = kafka.admin()
  await admin.connect()
  const environment = { UPDATES_PER_SECOND: String(UPDATES_PER_SECOND) }

  /** Exchanges of its own for each run, so that their counts are of this run. */
  const underLoad = async (measured) => {
    const exchanges = startProgram([file('../ingest/exchanges.mjs')], environment)
    const { ports } = await exchanges.event('ready')
    const { fromMs, ...figures } = await measured(ports)
    await exchanges.stop()
    const { updates } = await exchanges.event('sent')
    const told = Array.from({ length: SECONDS }, (_, i) => updates[fromMs / 1000 + i] ?? 0)
    return { told_per_s: round(told.reduce((sum, count) => sum + count, 0) / SECONDS), ...figures }
  }

  const ingest = (run) => async (ports) => {
    const cluster = ['--kafka', brokers.join(','), '--registry', registryUrl, '--topic-prefix', `ingest${run}-`]
    const addresses = EXCHANGES.flatMap((name) => ['--endpoint', `${name}=http://127.0.0.1:${ports[name]}`])
    const market = ['--exchange', EXCHANGES.join(','), ...addresses, '--partitions', '8']
    const program = await startIlf(['ingest', ...cluster, ...market], LIVE)
    try {
      while (!EXCHANGES.every((name) => program.told().includes(`${name}: ${LIVE}`))) await sleep(50)
      return await measureIngest({ kafka, topic: `ingest${run}-market.tick`, program, seconds: SECONDS })
    } finally {
      await program.stop()
    }
  }

  const bare = (run) => async (ports) => {
    const topic = `bare${run}-market.tick`
    await createTopics(admin, [topic])
    const wiring = { BROKERS: brokers.join(','), TOPIC: topic, PORTS: JSON.stringify(ports) }
    const program = startProgram([file('../ingest/bare-ingest.mjs')], wiring)
    await program.event('ready')
    try {
      return await measureIngest({ kafka, topic, program, seconds: SECONDS })
    } finally {
      await program.stop()
    }
  }

  const [ingests, bares] = [[], []]
  // In turns, so that what else the machine does falls on both.
  for (let run = 0; run < RUNS; run++) {
    ingests.push(await underLoad(ingest(run)))
    bares.push(await underLoad(bare(run)))
  }
  const middle = (all, name) => median(all.map((one) => one[name]))
  const figures = (all) => Object.fromEntries(Object.keys(all[0]).map((name) => [name, middle(all, name)]))
  const ratio = (name) => round(middle(ingests, name) / middle(bares, name))
  const load = {
    symbols: DEFAULT_INGEST_SYMBOLS.length,
    exchanges: EXCHANGES.length,
    updates_per_s: UPDATES_PER_SECOND,
  }
  const ratios = { p50_ratio: ratio('p50_ms'), p99_ratio: ratio('p99_ms'), cores_ratio: ratio('cores') }
  const line = { case: 'ingest', ...load, seconds: SECONDS, runs: RUNS, ingest: figures(ingests), bare: figures(bares) }
  console.log(JSON.stringify({ ...line, ...ratios }))
  await admin.disconnect()
})
