/**
 * The limits a case is held against, as programs of their own on plain kafkajs:
 * `consume` reads every tick; `copy` writes every tick in transactions of a thousand; `bare` answers every signal with one
 * record in a transaction that does nothing else, as soon as it comes.
 * BROKERS, GROUP_ID, TICKS, SIGNALS, OUTPUT and RECORDS come from the environment.
 */
import { createTopics, PARTITIONS, plainClient } from './cluster.mjs'

const [mode] = process.argv.slice(2)
const { BROKERS, GROUP_ID, TICKS, SIGNALS, OUTPUT, RECORDS } = process.env
const kafka = plainClient(BROKERS.split(','))
const say = (event, more = {}) => console.log(JSON.stringify({ event, t: Date.now(), ...more }))
const TRANSACTION_RECORDS = 1_000

const consumer = kafka.consumer({
  groupId: GROUP_ID,
  readUncommitted: false,
  maxWaitTimeInMs: 200,
  maxBytesPerPartition: 262_144,
})
await consumer.connect()
await consumer.subscribe({ topics: mode === 'bare' ? [TICKS, SIGNALS] : [TICKS], fromBeginning: true })

let left = Number(RECORDS ?? Infinity)
let startedAtMs = 0
function count(records) {
  startedAtMs ||= performance.now()
  left -= records
  if (left > 0) return
  const { user, system } = process.cpuUsage()
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024)
  say('done', { seconds: (performance.now() - startedAtMs) / 1000, cpuSeconds: (user + system) / 1e6, peakMb })
}

async function transact(producer, { topic, partition }, messages, next) {
  const transaction = await producer.transaction()
  await transaction.send({ topic: OUTPUT, messages })
  const partitions = [{ partition, offset: String(next) }]
  await transaction.sendOffsets({ consumerGroupId: GROUP_ID, topics: [{ topic, partitions }] })
  await transaction.commit()
}

async function transactionalProducers() {
  const admin = kafka.admin()
  await admin.connect()
  await createTopics(admin, [OUTPUT])
  await admin.disconnect()
  return Promise.all(
    Array.from({ length: PARTITIONS }, async (_, partition) => {
      const producer = kafka.producer({
        transactionalId: `${GROUP_ID}-${partition}`,
        idempotent: true,
        maxInFlightRequests: 1,
      })
      await producer.connect()
      await (await producer.transaction()).abort()
      return producer
    }),
  )
}

if (mode === 'consume') {
  await consumer.run({ autoCommit: false, eachBatch: async ({ batch }) => count(batch.messages.length) })
} else {
  const producers = await transactionalProducers()
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: 2 * PARTITIONS,
    eachBatch: async ({ batch, resolveOffset, heartbeat }) => {
      startedAtMs ||= performance.now()
      for (let at = 0; at < batch.messages.length; at += TRANSACTION_RECORDS) {
        const part = batch.messages.slice(at, at + TRANSACTION_RECORDS)
        const next = BigInt(part.at(-1).offset) + 1n
        const messages = part.map(({ key, value, timestamp }) => ({
          key,
          value,
          timestamp,
          partition: batch.partition,
        }))
        if (mode === 'copy' || batch.topic === SIGNALS)
          await transact(producers[batch.partition], batch, messages, next)
        resolveOffset(part.at(-1).offset)
        await heartbeat()
        count(part.length)
      }
    },
  })
}
say('ready')
process.once('SIGTERM', () => process.exit(0))
