/** Time from a member's death, and from its clean end, until its partitions run on another one. */
import { fileURLToPath } from 'node:url'
import { numbers } from '../kafka/numbers.mjs'
import { startProgram } from '../kafka/program.mjs'
import { prepareCluster } from '../kafka/schema-serde.mjs'
import { withKafka } from '../kafka/services.mjs'
import { median, round } from '../support/measure.mjs'

const PROGRAM = fileURLToPath(new URL('../kafka/member.mjs', import.meta.url))
const LANES = 8
const ROUNDS = Number(process.env.ILF_BENCH_ROUNDS ?? 3)
/** The group's session timeout, the default of the driver: a death cannot be noticed sooner. */
const SESSION_SECONDS = 6

await withKafka(async ({ brokers, registryUrl }) => {
  /** Two members; seconds until the second has all lanes after the first got the signal. */
  const takeover = async (signal, round) => {
    const name = `${signal}-${round}`
    const settings = { brokers, registryUrl, topicPrefix: `${name}-`, groupId: name }
    await prepareCluster(settings, [numbers])
    const args = [PROGRAM, JSON.stringify({ ...settings, topologies: ['numbers'] })]
    const first = startProgram(args, {})
    await first.event(`lanes-${LANES}`)
    const heir = startProgram(args, {})
    await heir.event(`lanes-${LANES / 2}`)
    const endedAtMs = Date.now()
    const ended = first.stop(signal)
    const { t } = await heir.event(`lanes-${LANES}`)
    await ended
    await heir.stop()
    return (t - endedAtMs) / 1000
  }
  const seconds = { SIGKILL: [], SIGTERM: [] }
  for (let round = 0; round < ROUNDS; round++)
    for (const signal of Object.keys(seconds)) seconds[signal].push(await takeover(signal, round))
  const line = {
    case: 'kafka-failover',
    rounds: ROUNDS,
    killed_s: round(median(seconds.SIGKILL)),
    killed_worst_s: round(Math.max(...seconds.SIGKILL)),
    of_session: round(median(seconds.SIGKILL) / SESSION_SECONDS),
    left_s: round(median(seconds.SIGTERM)),
    left_worst_s: round(Math.max(...seconds.SIGTERM)),
  }
  console.log(JSON.stringify(line))
})
