/** `ilf rebuild`: makes the state of a stopped group anew from its inputs. */
import type { Command } from 'commander'
import {
  addClusterOptions,
  addPartitionsOption,
  type ClusterCommandOptions,
  ENVIRONMENT_HELP,
} from '../kafka/options.ts'

/** What commander hands over. */
export interface RebuildOptions extends ClusterCommandOptions {
  readonly partitions?: number
  readonly set?: readonly string[]
}

const HELP = `
For another number of partitions, a store whose version has changed, or a changelog that was lost. Everything the group
has taken is replayed in the order it was taken, as its order topics have it; what the replay emits is dropped, because
readers have it already. The new state becomes visible in one transaction: interrupt the command at any time and begin
it again.

Every member of the group must have stopped. For more partitions every group of the installation must have, with their
inputs taken and their producers stopped, and each group is rebuilt with the same --partitions before it starts again.
Fewer partitions are not possible.

Examples:
  $ ilf rebuild trade-intent --kafka localhost:9094 --registry http://localhost:8081/apis/ccompat/v7
  $ ilf rebuild all --partitions 16
${ENVIRONMENT_HELP}`

export function registerRebuild(program: Command): void {
  const rebuild = program
    .command('rebuild')
    .description('make the state of a stopped group on Kafka anew from its inputs')
    .argument('<topology...>', 'the topologies of the group, as ilf start was given them, or all')
  addPartitionsOption(addClusterOptions(rebuild))
    .option('--set <key=value...>', 'the configuration that goes on afterwards (keys: ilf config)')
    .addHelpText('after', HELP)
    .action(async (names: readonly string[], options: RebuildOptions) => {
      const { rebuildFromInputs } = await import('../kafka/rebuild-group.ts')
      await rebuildFromInputs(names, options)
    })
}
