/** `ilf record`: takes a run away as a folder of Avro files that can be replayed. */
import type { Command } from 'commander'
import { parseTime } from '../../app.ts'
import type { Cut, RecordProgress } from '../../replay-app.ts'
import { formatCount } from '../../report/format.ts'
import { addClusterOptions, type ClusterCommandOptions, ENVIRONMENT_HELP } from '../kafka/options.ts'
import { stopRequest } from '../run/stop-request.ts'
import { DATA_OPTION, writeLine } from '../with-reader.ts'

interface RecordCommandOptions extends ClusterCommandOptions {
  readonly data?: string
  readonly out: string
  readonly set?: readonly string[]
  readonly topics?: readonly string[]
  readonly from?: string
  readonly to?: string
}

const HELP = `
One Avro object container file a partition, which any Avro tool reads, and manifest.json with schemas, offsets, version
and the whole configuration. Inputs, outputs and the order in which every task took its inputs: \`ilf replay\` runs it
again from there, without a broker. An interrupted recording goes on where it stopped with the same command.

--to cuts the recording at an event time and replays exactly. --from cuts its beginning off, and with it what tasks knew by
then: order topics are left out, and of compacted topics (instruments) everything before is kept. Such a recording feeds
\`ilf what-if\`, \`ilf diff\` and \`ilf replay --into\`.

With --kafka the topics of a cluster are read up to where they end now, as nobody of a group, so members are not
disturbed. --set must be what the members run with: it is checked against the digest in the order topics.

Examples:
  $ ilf record --out my-run
  $ ilf record --to 2025-12-14 --out first-day
  $ ilf record --topics market.tick instrument --out inputs
  $ ilf record --kafka localhost:9094 --registry http://localhost:8081/apis/ccompat/v7 --out yesterday
${ENVIRONMENT_HELP}`

export function registerRecord(program: Command): void {
  const record = program
    .command('record')
    .description('take a run away as a folder that can be replayed')
    .option(...DATA_OPTION)
    .requiredOption('--out <dir>', 'folder to write')
    .option('--topics <name...>', 'record these topics only')
    .option('--from <time>', 'event time to begin with, such as 2025-12-13T20:00 (UTC)')
    .option('--to <time>', 'event time to end before')
    .option('--set <key=value...>', 'with --kafka: the configuration the members run with')
  addClusterOptions(record)
    .addHelpText('after', HELP)
    .action(async ({ data, out, set, topics, from, to, ...cluster }: RecordCommandOptions) => {
      const cut = { topics, from: timeOf(from, '--from'), to: timeOf(to, '--to') }
      const stop = stopRequest()
      try {
        const { signal } = stop
        const manifest =
          cluster.kafka === undefined
            ? await (await import('../../replay-app.ts')).recordFolder({ data, out, cut, signal, onProgress })
            : await recordFrom(cluster, { set, out, cut, signal, onProgress })
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

function timeOf(text: string | undefined, option: string): number | undefined {
  return text === undefined ? undefined : parseTime(text, option)
}

function onProgress({ topic, partition, records, isComplete, done, all }: RecordProgress): void {
  const what = `${formatCount(records)} records${isComplete ? '' : ' so far'}`
  process.stderr.write(`${String(done).padStart(4)}/${all}  ${topic}/${partition}: ${what}\n`)
}

interface Rest extends Pick<RecordCommandOptions, 'set' | 'out'> {
  readonly cut: Cut
  readonly signal: AbortSignal
  onProgress(progress: RecordProgress): void
}

async function recordFrom(cluster: ClusterCommandOptions, rest: Rest) {
  const { recordCluster, settingsOf } = await import('../../kafka-app.ts')
  return recordCluster({ kafka: settingsOf(cluster), ...rest })
}
