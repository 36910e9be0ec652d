/** `ilf topics`: creates the topics of an installation, lists them, and says in what a cluster differs. */
import type { Command } from 'commander'
import {
  addBrokerOptions,
  addNameOptions,
  addPartitionsOption,
  type ClusterCommandOptions,
  countOf,
  ENVIRONMENT_HELP,
} from '../kafka/options.ts'

/** What commander hands over. */
export interface TopicsOptions extends ClusterCommandOptions {
  readonly partitions?: number
  readonly replication?: number
  readonly keep?: boolean
}

const GROUPS = `
A group is what one \`ilf start\` runs: a topology, or several with commas, or all. Without a group each topology is one
by itself. Groups matter because the changelogs carry their names.`

const CREATE_HELP = `${GROUPS}

Creates what is missing and never changes what is there; then says in what the cluster differs, as describe does.
Topics are created with the partitions, compaction and retention of the dataflow, and take records of any event time.
Where a recording is played into them, add --keep: its records are old the moment they arrive, and the broker would
delete them for their age.

Exit codes: 0 everything is as it should be, 1 something differs.

Examples:
  $ ilf topics create --kafka localhost:9094
  $ ilf topics create --kafka localhost:9094 --keep                      for a recording
  $ ilf topics create trade-intent exit-brain,execution --partitions 16
${ENVIRONMENT_HELP}`

const LIST_HELP = `${GROUPS}

Asks no cluster. Examples:
  $ ilf topics list
  $ ilf topics list all --partitions 16 --app blue
${ENVIRONMENT_HELP}`

const DESCRIBE_HELP = `${GROUPS}

Compares partitions, cleanup.policy, retention.ms, message.timestamp.type and the limits of record times.

Exit codes: 0 the cluster is as it should be, 1 something differs.

Examples:
  $ ilf topics describe --kafka localhost:9094
  $ ilf topics describe --kafka localhost:9094 --keep
${ENVIRONMENT_HELP}`

export function registerTopics(program: Command): void {
  const topics = program.command('topics').description('create and check the topics of the dataflow on Kafka')
  const add = (name: string, description: string, help: string) =>
    addPartitionsOption(addNameOptions(topics.command(name).description(description)))
      .argument('[group...]', 'groups whose order topics and changelogs belong to it')
      .option('--keep', 'keep records for ever: for topics that a recording is played into')
      .addHelpText('after', help)
  addBrokerOptions(add('create', 'create the topics that are missing, and say what differs', CREATE_HELP))
    .option('--replication <n>', 'replicas of each partition (default: as the brokers have it)', countOf)
    .action(async (groups: readonly string[], options: TopicsOptions) => {
      const { createTopics } = await import('../kafka/print-topics.ts')
      await createTopics(groups, options)
    })
  add('list', 'print the topics and how they should be', LIST_HELP).action(
    async (groups: readonly string[], options: TopicsOptions) => {
      const { listTopics } = await import('../kafka/print-topics.ts')
      await listTopics(groups, options)
    },
  )
  addBrokerOptions(add('describe', 'say in what the cluster differs', DESCRIBE_HELP)).action(
    async (groups: readonly string[], options: TopicsOptions) => {
      const { describeTopics } = await import('../kafka/print-topics.ts')
      await describeTopics(groups, options)
    },
  )
}
