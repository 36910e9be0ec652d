#!/usr/bin/env node
// `npm run test:compose`: builds the image, starts the profile `paper`, plays a slice of the recording into it, restarts
// and kills services under load, waits for closed positions, compares the topics with an embedded replay, and takes
// everything down, whatever happens. Needs a Docker engine; takes some minutes.
import { setTimeout as sleep } from 'node:timers/promises'
import { topics } from '../dist/topics.js'
import { checkChains, compareSignals, deployedValues, embeddedSignals } from './compose/compare.mjs'
import { Deployment } from './compose/deployment.mjs'
import { deployedSchemas, play, recordedUpTo } from './compose/player.mjs'

// The first position of the recording opens at 20:50 and is closed at 21:24.
const PACED_FROM = Date.parse('2025-12-13T20:44:00Z')
const END = Date.parse('2025-12-13T21:50:00Z')
// A service that is killed is away for ten seconds on a slow machine: less than the five minutes that a signal is worth.
const SPEED = 15
const HEALTHY_WITHIN_MS = 300_000
const SETTLED_WITHIN_MS = 120_000

/** What happens while ticks arrive: event time, what, to which service. */
const TROUBLE = [
  { at: Date.parse('2025-12-13T20:51:30Z'), what: 'restart', service: 'trade-intent' },
  { at: Date.parse('2025-12-13T20:53:00Z'), what: 'kill', service: 'exit-brain' },
  { at: Date.parse('2025-12-13T20:58:00Z'), what: 'kill', service: 'ai-baseline' },
  { at: Date.parse('2025-12-13T21:05:00Z'), what: 'restart', service: 'execution' },
  { at: Date.parse('2025-12-13T21:12:00Z'), what: 'kill', service: 'paper-exchange' },
]

const deployment = await Deployment.prepare('paper')
const stop = async (signal) => {
  await deployment.down()
  process.exit(signal === 'SIGINT' ? 130 : 143)
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
try {
  await test()
  say('passed')
} catch (error) {
  console.error(error)
  console.error(await deployment.logs())
  process.exitCode = 1
} finally {
  say('taking everything down')
  await deployment.down()
}

async function test() {
  say('building the image and starting the profile paper')
  await deployment.up()
  await deployment.untilHealthy(HEALTHY_WITHIN_MS)
  say('all services are healthy: assigned and restored')
  const schemas = await deployedSchemas(deployment)
  const { source, records } = await recordedUpTo(END)
  const trouble = [...TROUBLE]
  const started = []
  const onTime = (reachedMs) => {
    if (trouble[0] === undefined || reachedMs < trouble[0].at) return
    const { what, service } = trouble.shift()
    say(`${new Date(reachedMs).toISOString()}: ${what} ${service}`)
    started.push(deployment[what](service))
  }
  say(`playing ${records.length} records`)
  await play(records, { deployment, schemas, pacedFromMs: PACED_FROM, speed: SPEED, onTime })
  await Promise.all(started)
  await deployment.untilHealthy(HEALTHY_WITHIN_MS)
  say('played; waiting for the members to finish')
  const expected = await embeddedSignals(source)
  const valuesOf = await untilSettled(schemas, expected.length)
  compareSignals(valuesOf(topics.aiSignal), expected)
  say(`the ${expected.length} signals are those of an embedded replay, record by record`)
  const { intents, closed } = checkChains(valuesOf)
  say(`every signal was decided once; ${intents} intents, ${closed} closed positions, nothing twice`)
  if (closed === 0) throw new Error('no position was closed')
}

/** Reads until all signals are decided and nothing changes any more. */
async function untilSettled(schemas, signals) {
  const endMs = performance.now() + SETTLED_WITHIN_MS
  let before = ''
  for (;;) {
    const valuesOf = await deployedValues(deployment, schemas)
    const counts = Object.values(topics)
      .map((topic) => `${topic.name} ${valuesOf(topic).length}`)
      .join(', ')
    if (counts === before && valuesOf(topics.signalDecision).length >= signals) return valuesOf
    if (performance.now() > endMs)
      throw new Error(`not settled within ${SETTLED_WITHIN_MS} ms; ${signals} signals expected: ${counts}`)
    before = counts
    await sleep(2_000)
  }
}

function say(text) {
  console.log(`${new Date().toISOString()} ${text}`)
}
