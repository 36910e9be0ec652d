/** The broker dies in the middle, with commits under way: members wait, come back, and lose or repeat nothing. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { seededRandom } from '../../src/domain/rng.ts'
import { startBroker } from '../support/broker/find-broker.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { memberProgram } from './support/member-process.ts'
import { pairInputs } from './support/pairs.ts'
import { calmRun, filled, finish, outputsOf } from './support/pairs-run.ts'

const INPUTS = pairInputs(20_000)
const DEATHS = Number(process.env.ILF_BROKER_DEATHS ?? 1)
const SEED = process.env.ILF_SEED ?? String(process.pid)

describeKafka('a broker that dies', (services) => {
  it('costs nothing but time', async () => {
    const random = seededRandom(`broker ${SEED}`)
    const start = await memberProgram()
    const calm = await calmRun(services, INPUTS)
    const broker = await startBroker()
    onTestFinished(() => broker.stop())
    const workspace = await filled({ ...services, brokers: broker.brokers }, INPUTS)
    const member = start(workspace)
    await member.working
    for (let deaths = 0; deaths < DEATHS; deaths++) {
      await sleep(50 + 300 * random())
      await broker.restart()
    }
    await finish([member])
    expect(await outputsOf(workspace), `ILF_SEED=${SEED}`).toEqual(calm)
  })
})
