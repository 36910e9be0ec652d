/** What `ilf topics` does and prints. */
import {
  createMissing,
  differences,
  type KafkaSettings,
  type PlannedTopic,
  planOf,
  settingsOf,
} from '../../kafka-app.ts'
import type { TopicsOptions } from '../commands/topics.ts'
import { EXIT_FAILURE } from '../failure.ts'
import { writeLine } from '../with-reader.ts'
import { columns } from './columns.ts'

/** Creates what is missing and names it; exit code 1 where what was there already differs. */
export async function createTopics(groups: readonly string[], options: TopicsOptions): Promise<void> {
  const settings = settingsOf(options)
  const plan = planned(groups, options, settings)
  const created = await createMissing(settings, plan, options.replication)
  for (const name of created) await writeLine(`created ${settings.topicPrefix}${name}`)
  await writeLine(`${created.length} created, ${plan.length - created.length} there already`)
  await printDifferences(settings, plan)
}

/** Prints the plan. */
export async function listTopics(groups: readonly string[], options: TopicsOptions): Promise<void> {
  const settings = settingsOf(options)
  const rows = planned(groups, options, settings).map(({ name, partitions, config }) => [
    settings.topicPrefix + name,
    String(partitions),
    config['cleanup.policy'] ?? '',
    config['retention.ms'] ?? 'default',
  ])
  for (const line of columns([['TOPIC', 'PARTITIONS', 'CLEANUP', 'RETENTION.MS'], ...rows])) await writeLine(line)
}

/** Prints the differences; exit code 1 where there are any. */
export async function describeTopics(groups: readonly string[], options: TopicsOptions): Promise<void> {
  const settings = settingsOf(options)
  const plan = planned(groups, options, settings)
  if (!(await printDifferences(settings, plan))) await writeLine(`all ${plan.length} topics are as they should be`)
}

function planned(
  groups: readonly string[],
  { partitions, keep = false }: TopicsOptions,
  { app }: KafkaSettings,
): readonly PlannedTopic[] {
  return planOf(app, { groups: groups.map((group) => group.split(',')), partitions, keep })
}

async function printDifferences(settings: KafkaSettings, plan: readonly PlannedTopic[]): Promise<boolean> {
  const found = await differences(settings, plan)
  if (found.length === 0) return false
  const rows = found.map(({ topic, what, planned: wanted, found: is }) => [
    settings.topicPrefix + topic,
    what,
    wanted,
    is,
  ])
  for (const line of columns([['TOPIC', 'DIFFERS IN', 'SHOULD BE', 'IS'], ...rows])) await writeLine(line)
  process.exitCode = EXIT_FAILURE
  return true
}
