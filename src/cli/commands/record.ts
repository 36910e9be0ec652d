/** `ilf record`: takes a run away as a folder of Avro files that can be replayed. */
import type { Command } from 'commander'
import {
  addBrokerOptions,
  addNameOptions,
  addRegistryOption,
  type ClusterCommandOptions,
  ENVIRONMENT_HELP,
} from '../kafka/options.ts'
import { stopRequest } from '../run/stop-request.ts'
import { DATA_OPTION, writeLine } from '../with-reader.ts'

interface RecordCommandOptions extends ClusterCommandOptions {
  readonly data?: string
  readonly out: string
  readonly set?: readonly string[]
}

const HELP = `
One Avro object container file a partition, which any Avro tool reads, and manifest.json with schemas, offsets, version
and the whole configuration. Inputs, outputs and the order in which every task took its inputs: \`ilf replay\` runs it
again from there, without a broker. An interrupted recording goes on where it stopped with the same command.

With --kafka the topics of a cluster are read up to where they end now, as nobody of a group, so members are not
disturbed. --set must be what the members run with: it is checked against the digest in the order topics.

Examples:
  $ ilf record --out my-run
  $ ilf record --kafka localhost:9094 --registry http://localhost:8081/apis/ccompat/v7 --out yesterday
${ENVIRONMENT_HELP}`

export function registerRecord(program: Command): void {
  const record = program
    .command('record')
    .description('take a run away as a folder that can be replayed')
    .option(...DATA_OPTION)
    .requiredOption('--out <dir>', 'folder to write')
    .option('--set <key=value...>', 'with --kafka: the configuration the members run with')
  addNameOptions(addRegistryOption(addBrokerOptions(record)))
    .addHelpText('after', HELP)
    .action(async ({ data, out, set, ...cluster }: RecordCommandOptions) => {
      const stop = stopRequest()
      const onFile = (
        { topic, partition, records }: { topic: string; partition: number; records: number },
        done: number,
        all: number,
      ) => {
        process.stderr.write(`${String(done).padStart(4)}/${all}  ${topic}/${partition}: ${records} records\n`)
      }
      try {
        const { signal } = stop
        const manifest =
          cluster.kafka === undefined
            ? await (await import('../../replay-app.ts')).recordFolder({ data, out, signal, onFile })
            : await recordFrom(cluster, { set, out, signal, onFile })
        const records = manifest.files.reduce((sum, file) => sum + file.records, 0)
        const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
        await writeLine(
          `${out}: ${records} records of ${Object.keys(manifest.topics).length} topics, ${(bytes / 2 ** 20).toFixed(1)} MiB. Replay it: ilf replay ${out}`,
        )
      } finally {
        stop.release()
      }
    })
}

type Rest = Pick<RecordCommandOptions, 'set' | 'out'> & {
  readonly signal: AbortSignal
  onFile(file: { topic: string; partition: number; records: number }, done: number, all: number): void
}

async function recordFrom(cluster: ClusterCommandOptions, rest: Rest) {
  const { recordCluster, settingsOf } = await import('../../kafka-app.ts')
  return recordCluster({ kafka: settingsOf(cluster), ...rest })
}
