/** The job of `bench/peer` on Kafka, draining workload W once and five times, against what plain kafkajs can do at all. */
import { fileURLToPath } from 'node:url'
import { createTopics, plainClient } from '../kafka/cluster.mjs'
import { drain } from '../kafka/drain.mjs'
import { startProgram } from '../kafka/program.mjs'
import { withKafka } from '../kafka/services.mjs'
import { INTENT_TYPE, load } from '../kafka/workload-records.mjs'
import { expectedIntents, summaryOf } from '../peer/oracle.mjs'
import { candles } from '../peer/workload.mjs'
import { perSecond, round } from '../support/measure.mjs'

const file = (path) => fileURLToPath(new URL(path, import.meta.url))
/** The semi-space is a setting of the job, as a heap size is one of a Java program. */
const JOB = ['--max-semi-space-size=16', file('../peer/job.mjs')]
const LIMITS = file('../kafka/limits.mjs')
const REPEATS = (process.env.ILF_BENCH_REPEATS ?? '1,5').split(',').map(Number)

await withKafka(async ({ brokers }) => {
  const kafka = plainClient(brokers)
  const admin = kafka.admin()
  await admin.connect()
  const BROKERS = brokers.join(',')
  for (const repeat of REPEATS) {
    const topics = { tick: `w${repeat}.market.tick`, signal: `w${repeat}.ai.signal` }
    const output = `w${repeat}.trade.intent`
    await createTopics(admin, [...Object.values(topics), output])
    const records = await load(kafka, topics, repeat)
    const environment = { BROKERS, TICKS: topics.tick, SIGNALS: topics.signal }
    const groupId = `peer-${repeat}`
    const job = await drain(kafka, admin, {
      args: JOB,
      environment: { ...environment, GROUP_ID: groupId, INTENTS: output },
      groupId,
      sources: Object.values(topics),
      output,
      records,
    })
    const intents = job.values.map((value) => INTENT_TYPE.fromBuffer(value.subarray(5)))
    const matches = JSON.stringify(summaryOf(intents)) === JSON.stringify(summaryOf(expectedIntents(candles(), repeat)))
    const ticks = (records * 4) / 5
    const consume = await limit('consume', environment, ticks)
    const copy = await limit('copy', environment, ticks)
    const line = {
      case: 'kafka-peer',
      repeat,
      records,
      ...job.figures,
      matches_oracle: matches,
      plain_consume_per_s: consume.rate,
      transactional_copy_per_s: copy.rate,
      of_plain_consume: round(job.figures.records_per_s / consume.rate),
      of_transactional_copy: round(job.figures.records_per_s / copy.rate),
    }
    console.log(JSON.stringify(line))
    if (!matches) process.exitCode = 1
  }
  await admin.disconnect()
})

async function limit(mode, environment, ticks) {
  const GROUP_ID = `${mode}-${ticks}`
  const program = startProgram([LIMITS, mode], {
    ...environment,
    GROUP_ID,
    OUTPUT: `${GROUP_ID}.out`,
    RECORDS: String(ticks),
  })
  const { seconds } = await program.event('done')
  await program.stop('SIGKILL')
  return { rate: perSecond(ticks, seconds * 1000) }
}
