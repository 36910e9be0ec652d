/** Members that are killed, frozen and replaced at random instants write the same records as one that is left alone. */
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { seededRandom } from '../../src/domain/rng.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { memberProgram } from './support/member-process.ts'
import { pairInputs } from './support/pairs.ts'
import { calmRun, filled, finish, isDone, outputsOf } from './support/pairs-run.ts'
import { until } from './support/until.ts'

const INPUTS = pairInputs(Number(process.env.ILF_CRASH_INPUTS ?? 20_000))
const KILLS = Number(process.env.ILF_KILLS ?? 3)
const CHANGES = Number(process.env.ILF_CHANGES ?? 5)
const SEED = process.env.ILF_SEED ?? String(process.pid)
/** The default session of a group is six seconds; a member frozen for longer has been replaced. */
const FROZEN_MS = 9_000

describeKafka('a run on Kafka', (services) => {
  let calm: readonly string[] = []
  let start: Awaited<ReturnType<typeof memberProgram>>

  beforeAll(async () => {
    start = await memberProgram()
    calm = await calmRun(services, INPUTS)
    expect(calm).toHaveLength(INPUTS.filter(({ topic }) => topic.name === 'words').length)
  })

  it(`loses nothing and repeats nothing when it is killed ${KILLS} times`, async () => {
    const random = seededRandom(`kill ${SEED}`)
    const workspace = await filled(services, INPUTS)
    let unfinished = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const member = start(workspace)
      await member.working
      await sleep(20 + 250 * random())
      if (!isDone([member])) unfinished++
      await member.end('SIGKILL')
    }
    await finish([start(workspace)])
    expect(await outputsOf(workspace), `ILF_SEED=${SEED}`).toEqual(calm)
    expect(unfinished, `ILF_SEED=${SEED}: too few kills with work left`).toBeGreaterThan(KILLS / 4)
  })

  it(`gives the same records while members come, go and die ${CHANGES} times`, async () => {
    const random = seededRandom(`members ${SEED}`)
    const workspace = await filled(services, INPUTS)
    const members = [start(workspace), start(workspace), start(workspace)]
    await members[0]!.working
    for (let change = 0; change < CHANGES; change++) {
      await sleep(600 * random())
      const [gone] = members.splice(Math.floor(random() * members.length), 1)
      await gone!.end(random() < 0.5 ? 'SIGKILL' : 'SIGTERM')
      members.push(start(workspace))
    }
    await finish(members)
    expect(await outputsOf(workspace), `ILF_SEED=${SEED}`).toEqual(calm)
  })

  it('fences one of three members that was frozen past its session and woken again', async () => {
    const random = seededRandom(`freeze ${SEED}`)
    const workspace = await filled(services, INPUTS)
    const frozen = start(workspace)
    await frozen.working
    await sleep(200 * random())
    frozen.process.kill('SIGSTOP')
    const heirs = [start(workspace), start(workspace)]
    await sleep(FROZEN_MS)
    frozen.process.kill('SIGCONT')
    await until('the woken member was fenced', () => frozen.errors.some((error) => error.startsWith('LANE_FENCED')))
    await finish([frozen, ...heirs])
    expect(await outputsOf(workspace), `ILF_SEED=${SEED}`).toEqual(calm)
  })
})
