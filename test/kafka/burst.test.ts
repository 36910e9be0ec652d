/** A burst of ten times what members can take: their memory stays bounded, the group stays as it is, no record is lost. */
import { beforeAll, expect, it } from 'vitest'
import { describeKafka } from '../support/kafka-services.ts'
import { memberProgram } from './support/member-process.ts'
import { PARTITIONS, pairInputs } from './support/pairs.ts'
import { calmRun, filled, finish, isDone, outputsOf } from './support/pairs-run.ts'
import { until } from './support/until.ts'

const BURST = Number(process.env.ILF_BURST ?? 8_000)
/** So few inputs a transaction that members are ten times slower than who publishes. */
const COMMIT_EVERY_INPUTS = 3
const BEFORE = 100
const MAX_RSS_MB = 350

describeKafka('a burst', (services) => {
  let start: Awaited<ReturnType<typeof memberProgram>>

  beforeAll(async () => {
    start = await memberProgram()
  })

  it('is taken in the end, in bounded memory and without a rebalance', async () => {
    const inputs = pairInputs(BEFORE + BURST)
    const workspace = await filled(services, inputs.slice(0, BEFORE))
    const members = [start(workspace, COMMIT_EVERY_INPUTS), start(workspace, COMMIT_EVERY_INPUTS)]
    await until('the lanes are shared out', () => {
      const lanes = members.map(({ status }) => status?.lanes ?? [])
      return isDone(members) && lanes.every(({ length }) => length === PARTITIONS / 2)
    })
    const held = members.map(({ holdings }) => holdings.length)
    const troubles = members.map(({ errors }) => errors.length)
    const takenBefore = members.reduce((sum, { taken }) => sum + taken, 0)
    const taken = () => members.reduce((sum, member) => sum + member.taken, 0) - takenBefore
    await workspace.publish(inputs.slice(BEFORE))
    expect(10 * taken()).toBeLessThan(BURST)
    await until('the burst has arrived', () => members.reduce((sum, { mostLag }) => sum + mostLag, 0) > BURST / 4)
    await until('everything is taken', () => isDone(members), 600_000)
    expect(taken()).toBe(BURST)
    expect(members.map(({ holdings }) => holdings.length)).toEqual(held)
    for (const [i, { mostRssMb, errors }] of members.entries()) {
      expect(mostRssMb).toBeLessThan(MAX_RSS_MB)
      expect(errors.slice(troubles[i])).toEqual([])
    }
    await finish(members)
    expect(await outputsOf(workspace)).toEqual(await calmRun(services, inputs))
  })
})
