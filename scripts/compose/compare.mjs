// What the deployed topics must hold. Which signals trade depends on when they arrive among the ticks, on Kafka as at an
// exchange; so what is compared record by record is what ticks alone decide, and the rest must be sound in itself:
// nothing lost, nothing twice, every chain complete.
import { deepStrictEqual, ok } from 'node:assert/strict'
import { DEFAULT_CONFIG } from '../../dist/config/config.js'
import { readFlow } from '../../dist/kafka-app/report-reader.js'
import { EmbeddedRuntime } from '../../dist/runtime/embedded/embedded-runtime.js'
import { openStorage } from '../../dist/runtime/embedded/storage/open-storage.js'
import { TopicReader } from '../../dist/runtime/embedded/topic-reader.js'
import { topics } from '../../dist/topics.js'
import { aiBaseline } from '../../dist/topologies/index.js'

/** The values of every topic of the flow, committed by now. */
export async function deployedValues({ broker }, schemas) {
  const { reader } = await readFlow({ brokers: [broker], topicPrefix: '' }, schemas)
  return (topic) => [...reader.records(topic)].map(({ value }) => value)
}

/** The signals of an embedded run of the same input. */
export async function embeddedSignals(source) {
  const storage = openStorage(':memory:')
  const options = { topologies: [aiBaseline], config: DEFAULT_CONFIG, configDigest: 'compose', storage }
  await new EmbeddedRuntime(options).run(source)
  return [...new TopicReader(storage).values(topics.aiSignal)]
}

/** Throws where the deployed signals are not the embedded ones, by symbol and in their order. */
export function compareSignals(deployed, embedded) {
  ok(embedded.length > 0, 'the slice has no signals')
  deepStrictEqual(bySymbol(deployed), bySymbol(embedded))
}

/** Throws where a chain is broken: a signal decided twice or never, an intent without its one end, an id used twice. */
export function checkChains(valuesOf) {
  const signals = valuesOf(topics.aiSignal).map(({ signal_id }) => signal_id)
  const decisions = valuesOf(topics.signalDecision)
  sameIds(
    'signals and their decisions',
    signals,
    decisions.map(({ signal_id }) => signal_id),
  )
  const intents = valuesOf(topics.tradeIntent).map(({ intent_id }) => intent_id)
  const accepted = decisions.flatMap(({ outcome, intent_id }) => (outcome === 'ACCEPTED' ? [intent_id] : []))
  sameIds('accepted decisions and intents', accepted, intents)
  unique(
    'final plan decisions',
    valuesOf(topics.planDecision).flatMap((one) => (one.final ? [one.intent_id] : [])),
  )
  unique(
    'order commands',
    valuesOf(topics.orderCommand).map(({ intent, client_order_id }) => `${intent} ${client_order_id}`),
  )
  unique(
    'fills',
    valuesOf(topics.executionReport).flatMap(({ trade_id }) => (trade_id === null ? [] : [trade_id])),
  )
  const closed = valuesOf(topics.positionUpdate).filter(({ status }) => status === 'CLOSED')
  unique(
    'closed positions',
    closed.map(({ position_id }) => position_id),
  )
  return { signals: signals.length, intents: intents.length, closed: closed.length }
}

function sameIds(what, some, others) {
  unique(what, some)
  deepStrictEqual([...others].sort(), [...some].sort(), what)
}

function unique(what, ids) {
  const seen = new Set()
  for (const id of ids) {
    ok(!seen.has(id), `${what}: ${id} is there twice`)
    seen.add(id)
  }
}

function bySymbol(signals) {
  const groups = {}
  for (const signal of signals) {
    groups[signal.symbol] ??= []
    groups[signal.symbol].push({ ...signal })
  }
  return groups
}
