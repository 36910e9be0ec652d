/** What the tests of crashes share: a workspace full of inputs, a run that is left alone, and the comparison. */
import type { KafkaServices } from '../../support/kafka-services.ts'
import type { MemberProcess } from './member-process.ts'
import { PARTITIONS, pairs, pairsTopic } from './pairs.ts'
import { until, untilCaughtUp } from './until.ts'
import { type PublishedRecord, Workspace } from './workspace.ts'

/** A workspace whose source topics hold the inputs. */
export async function filled(services: KafkaServices, inputs: readonly PublishedRecord[]): Promise<Workspace<object>> {
  const workspace = new Workspace<object>(services, [pairs])
  await workspace.create()
  await workspace.publish(inputs)
  return workspace
}

/** The outputs of a run that nothing disturbs. */
export async function calmRun(services: KafkaServices, inputs: readonly PublishedRecord[]): Promise<readonly string[]> {
  const workspace = await filled(services, inputs)
  const member = workspace.member({ config: {} })
  await member.start()
  await untilCaughtUp([member], PARTITIONS, 300_000)
  await member.stop()
  return outputsOf(workspace)
}

/** Every record of the output with all a reader sees, but its offset: markers of killed transactions move it. */
export async function outputsOf(workspace: Workspace<object>): Promise<readonly string[]> {
  const records = await workspace.read('pairs')
  return records.map(({ partition, key, timestamp, headers, value }) =>
    JSON.stringify([partition, String(key), timestamp, headers, workspace.decode(pairsTopic, value)]),
  )
}

/** All lanes are held and have nothing left to take. */
export function isDone(members: readonly MemberProcess[]): boolean {
  const lanes = members.flatMap(({ status }) => status?.lanes ?? [])
  return lanes.length === PARTITIONS && lanes.every(({ isCaughtUp }) => isCaughtUp)
}

/** Lets the members finish, and then leave. Throws when one of them halted. */
export async function finish(members: readonly MemberProcess[], withinMs = 300_000): Promise<void> {
  await until(
    'everything is taken',
    () => isDone(members) || members.some(({ status }) => status?.state === 'halted'),
    withinMs,
  )
  const halted = members.find(({ status }) => status?.state === 'halted')
  if (halted !== undefined) throw new Error(`a member has halted: ${halted.errors.join('\n')}`)
  await Promise.all(members.map((member) => member.end('SIGTERM')))
}
