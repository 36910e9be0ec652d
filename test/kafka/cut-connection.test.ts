/** Connections that are cut or hang in the middle of a commit, and a broker that is killed: every record once, as ever. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/domain/rng.ts'
import { kafkaJavaMissing } from '../support/broker/jars.ts'
import { type ProxiedBroker, startProxiedBroker } from '../support/broker/proxied-broker.ts'
import { describeKafka, type KafkaServices } from '../support/kafka-services.ts'
import { API, type ApiName, type Fate } from '../support/process/tcp-proxy.ts'
import { PARTITIONS, pairInputs } from './support/pairs.ts'
import { calmRun, filled, outputsOf } from './support/pairs-run.ts'
import { until, untilCaughtUp } from './support/until.ts'

const INPUTS = pairInputs(Number(process.env.ILF_CUT_INPUTS ?? 6_000))
const CUTS = Number(process.env.ILF_CUTS ?? 5)
const SEED = process.env.ILF_SEED ?? String(process.pid)
/** Small transactions and short waits: so there is always a commit to be cut. */
const TIMING = { commitEveryInputs: 40, transactionTimeoutMs: 3_000 }
/** Where connections end: a commit whose outcome is unknown in every run, the rest in the long one. */
const CASES: readonly (readonly [Fate, ApiName])[] = [
  ['mute', 'endTxn'],
  ...(process.env.ILF_CUTS === undefined
    ? []
    : ([
        ['drop', 'endTxn'],
        ['drop', 'produce'],
        ['mute', 'produce'],
        ['mute', 'addPartitionsToTxn'],
        ['mute', 'txnOffsetCommit'],
      ] as const)),
]
const missing = await kafkaJavaMissing()

describeKafka('a member', (shared) => {
  // The broker's second listener needs the jars.
  describe.skipIf(missing !== null)('behind a proxy', () => {
    let broker: ProxiedBroker
    let services: KafkaServices
    let calm: readonly string[] = []

    beforeAll(async () => {
      broker = await startProxiedBroker()
      services = { ...shared, brokers: [broker.direct] }
      calm = await calmRun(services, INPUTS)
    })
    afterAll(() => broker?.stop())

    /** Runs a member through the proxy while something happens to it, and compares what it wrote. */
    async function survives(happen: (taken: () => number) => Promise<void>): Promise<readonly string[]> {
      const workspace = await filled(services, INPUTS)
      const errors: string[] = []
      let taken = 0
      const member = workspace.member({
        config: {},
        brokers: [broker.proxy.address],
        timing: TIMING,
        onError: ({ code, message }) => errors.push(`${code} ${message}`),
        onTaken: (count) => {
          taken += count
        },
      })
      try {
        await member.start()
        await happen(() => taken)
        await untilCaughtUp([member], PARTITIONS, 120_000)
      } catch (error) {
        throw new Error(`ILF_SEED=${SEED}; the member told: ${errors.join('\n')}`, { cause: error })
      } finally {
        broker.proxy.decide = () => 'pass'
        await member.stop()
      }
      expect(await outputsOf(workspace), `ILF_SEED=${SEED}\n${errors.join('\n')}`).toEqual(calm)
      return errors
    }

    it.each(CASES)('writes every record once when its connection ends by %s at %s', async (fate, name) => {
      const random = seededRandom(`${fate} ${name} ${SEED}`)
      let cuts = 0
      broker.proxy.decide = (api) => {
        if (api !== API[name] || cuts === CUTS || random() > (name === 'txnOffsetCommit' ? 0.9 : 0.2)) return 'pass'
        cuts++
        return fate
      }
      const errors = await survives(() => until('there were cuts', () => cuts > CUTS / 2, 300_000))
      expect(errors.some((error) => error.startsWith('LANE_'))).toBe(true)
    })

    it('writes every record once when all its connections are cut again and again', async () => {
      let next = 0
      const errors = await survives(async (taken) => {
        for (let cut = 1; cut < CUTS; cut++) {
          next = taken() + 100
          await until('it goes on', () => taken() >= next || taken() > INPUTS.length)
          broker.proxy.cutAll()
        }
      })
      expect(errors.some((error) => error.startsWith('LANE_'))).toBe(true)
    })

    it('waits for a broker that is killed and for its coordinators to load, and goes on exactly', async () => {
      const errors = await survives(async (taken) => {
        await until('it is at work', () => taken() > 300)
        await broker.restart()
      })
      expect(errors.some((error) => error.startsWith('LANE_FAILED'))).toBe(true)
    })
  })
})
