/** Signal sent → intent visible, 1,000 ticks and 250 signals a second, against a transaction that does nothing else. */
import { fileURLToPath } from 'node:url'
import { plainClient } from '../kafka/cluster.mjs'
import { measureLatency } from '../kafka/measure-latency.mjs'
import { withKafka } from '../kafka/services.mjs'
import { peerMessages } from '../kafka/workload-records.mjs'
import { median, round } from '../support/measure.mjs'

const file = (path) => fileURLToPath(new URL(path, import.meta.url))
const JOB = { args: ['--max-semi-space-size=16', file('../peer/job.mjs')], ready: 'first_record' }
const BARE = { args: [file('../kafka/limits.mjs'), 'bare'], ready: 'ready' }
const SECONDS = Number(process.env.ILF_BENCH_SECONDS ?? 20)
const RUNS = 3

await withKafka(async ({ brokers }) => {
  const kafka = plainClient(brokers)
  const admin = kafka.admin()
  await admin.connect()
  const measured = (name, program) => {
    const sources = { tick: `${name}.market.tick`, signal: `${name}.ai.signal` }
    const output = `${name}.trade.intent`
    const topics = { TICKS: sources.tick, SIGNALS: sources.signal, INTENTS: output, OUTPUT: output }
    const environment = { ...topics, BROKERS: brokers.join(','), GROUP_ID: name }
    const job = { ...program, environment, sources, output, messages: peerMessages, seconds: SECONDS }
    return measureLatency({ kafka, admin }, job)
  }
  const jobs = []
  const bare = []
  // In turns, so that what else the machine does falls on both.
  for (let run = 0; run < RUNS; run++) {
    jobs.push(await measured(`job${run}`, JOB))
    bare.push(await measured(`bare${run}`, BARE))
  }
  const middle = (all, name) => median(all.map((one) => one[name]))
  const figures = (all) => Object.fromEntries(Object.keys(all[0]).map((name) => [name, middle(all, name)]))
  const ratio = (name) => round(middle(jobs, name) / middle(bare, name))
  const ratios = { p50_ratio: ratio('p50_ms'), p99_ratio: ratio('p99_ms') }
  const line = {
    case: 'kafka-latency',
    seconds: SECONDS,
    runs: RUNS,
    job: figures(jobs),
    bare_transaction: figures(bare),
  }
  console.log(JSON.stringify({ ...line, ...ratios }))
  await admin.disconnect()
})
