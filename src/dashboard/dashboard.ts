/** The dashboard of a data folder: reads it beside the run, and passes orders on as `ilf control` does. */
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import {
  configOfRun,
  DEFAULT_CONFIG,
  DEFAULT_DATA,
  describeJson,
  openReader,
  topicsByName,
  topologies,
} from '../app.ts'
import { toJsonValue } from '../inspect/json-value.ts'
import { Snapshot } from '../inspect/snapshot.ts'
import type { TopicReader } from '../runtime/embedded/topic-reader.ts'
import { DashboardModel } from './model/dashboard-model.ts'
import type { Graph } from './model/flow-view.ts'
import { storyOf } from './model/story.ts'
import type { DeadLetterPlace } from './server/routes.ts'
import { type DashboardServer, serveDashboard } from './server/serve.ts'

const CLI = fileURLToPath(new URL('../cli/main.js', import.meta.url))
const run = promisify(execFile)

export interface DashboardOptions {
  readonly data?: string | undefined
  readonly host: string
  readonly port: number
  readonly token: string
  onError(error: Error): void
}

/** Opens a data folder and serves its dashboard. Throws where there is no data, or the port is taken. */
export async function openDashboard({ data = DEFAULT_DATA, ...server }: DashboardOptions): Promise<DashboardServer> {
  const folder = resolve(data)
  const reader = openReader(folder)
  try {
    const { gate, outcome, execution } = configOfRun(reader) ?? DEFAULT_CONFIG
    const graph: Graph = JSON.parse(describeJson(topologies))
    const calibration = { threshold: gate.threshold, horizonMs: outcome.horizonMs }
    const model = new DashboardModel({ reader, source: folder, graph, account: execution.account, calibration })
    const served = await serveDashboard({
      ...server,
      model,
      storyOf: (id) => storyOf(reader, id),
      control: ({ word, reason, issuedBy }) =>
        ilf(['control', word, '--account', model.accountName, '--by', issuedBy, '--reason', reason, '--data', folder]),
      redrive: (place) => redrive(reader, place, folder),
    })
    return {
      url: served.url,
      async close() {
        await served.close()
        await reader.storage.close()
      },
    }
  } catch (error) {
    await reader.storage.close()
    throw error
  }
}

/** In a process of its own: a folder is not opened for reading and for writing in one process. */
async function ilf(args: readonly string[], input?: string): Promise<void> {
  const running = run(process.execPath, [CLI, ...args])
  running.child.stdin?.end(input ?? '')
  await running.catch((error: { readonly stderr?: string; readonly message: string }) => {
    throw new Error(error.stderr?.trim() || error.message)
  })
}

async function redrive(reader: TopicReader, { topic: name, partition, offset }: DeadLetterPlace, folder: string) {
  const topic = topicsByName.get(name)
  if (topic === undefined) throw new Error(`there is no topic ${name}`)
  const [record] = new Snapshot(reader).partition(topic, partition, { fromOffset: offset, toOffset: offset + 1 })
  if (record === undefined) throw new Error(`${name}/${partition} has no record at offset ${offset}`)
  if (record.error !== null)
    throw new Error(`${name}/${partition}@${offset} cannot be read now either: ${record.error.message}`)
  const { key, timestamp, headers } = record
  const line = JSON.stringify({ key, timestamp, headers, value: toJsonValue(record.value) })
  await ilf(['produce', name, '-', '--data', folder], `${line}\n`)
}
