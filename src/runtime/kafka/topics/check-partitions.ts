/** Refuses to start on topics that are missing or have the wrong number of partitions: keys would meet in the wrong tasks. */
import { StreamError } from '../../errors.ts'
import type { PlannedTopic } from './topic-plan.ts'

/**
 * Checks the plan against the cluster.
 *
 * @param partitionsOf partitions a topic has in the cluster; 0 for none
 */
export function checkPartitions(
  plan: readonly PlannedTopic[],
  topicPrefix: string,
  partitionsOf: (topic: string) => number,
): void {
  const missing = plan.filter(({ name }) => partitionsOf(name) === 0).map(({ name }) => topicPrefix + name)
  if (missing.length > 0) {
    throw new StreamError(
      'TOPIC_MISSING',
      'halt',
      `the cluster has no topic ${missing.join(', ')}: run \`ilf topics create\``,
    )
  }
  const wrong = plan.filter(({ name, partitions }) => partitionsOf(name) !== partitions)
  if (wrong.length > 0) {
    const which = wrong.map(
      ({ name, partitions }) => `${topicPrefix}${name} has ${partitionsOf(name)} partitions instead of ${partitions}`,
    )
    throw new StreamError(
      'WRONG_PARTITIONS',
      'halt',
      `${which.join('; ')}: make the topics anew and run \`ilf rebuild\``,
    )
  }
}
