/** A data folder as what a dashboard shows: read beside the run, orders passed on as `ilf control` does. */
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { configOfRun, DEFAULT_CONFIG, openReader, topicsByName } from '../app.ts'
import { toJsonValue } from '../inspect/json-value.ts'
import { Snapshot } from '../inspect/snapshot.ts'
import type { TopicReader } from '../runtime/embedded/topic-reader.ts'
import type { DeadLetterPlace } from './server/routes.ts'
import type { DashboardSource } from './source.ts'

const CLI = fileURLToPath(new URL('../cli/main.js', import.meta.url))
const run = promisify(execFile)
/** End of the name of every order topic. */
const ORDER = '.order'

/** Opens it. Throws a StorageError where there is no data. */
export function folderSource(data: string): DashboardSource {
  const folder = resolve(data)
  const reader = openReader(folder)
  return {
    reader,
    name: folder,
    config: configOfRun(reader) ?? DEFAULT_CONFIG,
    link: () => null,
    progress: () => progressOf(reader),
    lags: () => new Map(),
    members: () => [],
    control: ({ word, reason, issuedBy }, account) =>
      ilf(['control', word, '--account', account, '--by', issuedBy, '--reason', reason, '--data', folder]),
    redrive: (place) => redrive(reader, place, folder),
    close: () => reader.storage.close(),
  }
}

/** Topologies of a folder run in one process, or not at all: how far the last one got says nothing more. */
function progressOf({
  storage,
}: TopicReader): ReadonlyMap<string, { readonly records: number; readonly timeMs: null }> {
  const progress = new Map<string, { readonly records: number; readonly timeMs: null }>()
  for (const { topic, endOffset } of storage.topics()) {
    if (!topic.endsWith(ORDER)) continue
    const topology = topic.slice(0, -ORDER.length)
    progress.set(topology, { records: (progress.get(topology)?.records ?? 0) + endOffset, timeMs: null })
  }
  return progress
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
