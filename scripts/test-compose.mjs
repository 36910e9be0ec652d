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
const SPEED = 15
// Event time that passes while a service is away; then it stands still until the service is back, which takes ten seconds
// on one machine and a hundred on another. A signal is worth five minutes: at the pace of an exchange, no service is away
// for as long.
const AWAY_MS = 90_000
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
  let away
  const onTime = async (reachedMs) => {
    if (away !== undefined && reachedMs >= away.untilMs) {
      await away.back
      away = undefined
    }
    if (away !== undefined || trouble[0] === undefined || reachedMs < trouble[0].at) return
    const { what, service } = trouble.shift()
    say(`${new Date(reachedMs).toISOString()}: ${what} ${service}`)
    const back = deployment[what](service).then(() => deployment.untilHealthy(HEALTHY_WITHIN_MS))
    // Awaited above; a failure before that is no unhandled one.
    back.catch(() => undefined)
    away = { untilMs: reachedMs + AWAY_MS, back }
  }
  say(`playing ${records.length} records`)
  await play(records, { deployment, schemas, pacedFromMs: PACED_FROM, speed: SPEED, onTime })
  await away?.back
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
