/** The trade-intent topology on Kafka, a decision for every signal: the shipped recording at once, and signals at a clock's pace. */
import { fileURLToPath } from 'node:url'
import { topics } from '../../dist/topics.js'
import { tradeIntent } from '../../dist/topologies/index.js'
import { plainClient } from '../kafka/cluster.mjs'
import { drain } from '../kafka/drain.mjs'
import { measureLatency } from '../kafka/measure-latency.mjs'
import { prepareCluster } from '../kafka/schema-serde.mjs'
import { withKafka } from '../kafka/services.mjs'
import { loadRecorded, pacedMessages } from '../kafka/trade-intent-records.mjs'

const PROGRAM = fileURLToPath(new URL('../kafka/member.mjs', import.meta.url))
const SECONDS = Number(process.env.ILF_BENCH_SECONDS ?? 20)

await withKafka(async ({ brokers, registryUrl }) => {
  const kafka = plainClient(brokers)
  const admin = kafka.admin()
  await admin.connect()
  const prepared = async (name) => {
    const settings = { brokers, registryUrl, topicPrefix: `${name}-`, groupId: name }
    const serde = await prepareCluster(settings, [tradeIntent])
    const args = ['--max-semi-space-size=16', PROGRAM, JSON.stringify({ ...settings, topologies: [tradeIntent.name] })]
    const named = ({ name: topic }) => settings.topicPrefix + topic
    return { ...settings, serde, args, named, output: named(topics.signalDecision) }
  }

  const all = await prepared('drain')
  const { records, signals } = await loadRecorded(kafka, all.serde, all.topicPrefix)
  const sources = tradeIntent.sources.filter(({ mode }) => mode === 'partitioned').map(({ topic }) => all.named(topic))
  const { figures } = await drain(kafka, admin, { ...all, environment: {}, sources, records })
  const { outputs: decisions, ...rest } = figures
  if (decisions !== signals) process.exitCode = 1

  const paced = await prepared('paced')
  const latency = await measureLatency(
    { kafka, admin },
    {
      ...paced,
      environment: {},
      sources: { tick: paced.named(topics.marketTick), signal: paced.named(topics.aiSignal) },
      messages: pacedMessages(paced.serde),
      ready: 'first_record',
      seconds: SECONDS,
    },
  )
  console.log(JSON.stringify({ case: 'kafka-trade-intent', records, signals, decisions, ...rest, paced: latency }))
  await admin.disconnect()
})
