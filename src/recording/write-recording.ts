/** Takes a run away: writes every partition to a file of its own, and the manifest when all of them are complete. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordedRun } from '../runtime/replay/recorded-run.ts'
import {
  FORMAT,
  MANIFEST,
  type Manifest,
  parseManifest,
  type RecordedFile,
  RecordingFolderError,
  UNFINISHED,
} from './format.ts'
import { PartitionFile } from './partition-file.ts'

export interface RecordOptions {
  readonly run: RecordedRun
  readonly folder: string
  readonly about: Pick<Manifest, 'version' | 'source' | 'topologies' | 'config' | 'configDigest'>
  /** Told of each partition that is complete. */
  onFile?(file: RecordedFile, done: number, all: number): void
  readonly signal?: AbortSignal
}

/** What an interrupted recording has already: complete files are kept, and the offsets it goes up to. */
export function unfinished(folder: string): Manifest | null {
  const path = join(folder, UNFINISHED)
  return existsSync(path) ? parseManifest(readFileSync(path, 'utf8'), path) : null
}

/**
 * Writes the recording, or goes on with one that was interrupted. Throws a RecordingFolderError where the folder holds a
 * finished recording, or an unfinished one of something else.
 */
export async function writeRecording(options: RecordOptions): Promise<Manifest> {
  const { run, folder, about } = options
  if (existsSync(join(folder, MANIFEST)))
    throw new RecordingFolderError(`${folder} holds a recording already: take another --out, or remove it`)
  mkdirSync(join(folder, 'topics'), { recursive: true })
  const before = unfinished(folder)
  if (before !== null && (before.source !== about.source || before.configDigest !== about.configDigest))
    throw new RecordingFolderError(`${folder} holds an unfinished recording of ${before.source}: take another --out`)
  const topics = Object.fromEntries(run.topics.map((topic) => [topic, { partitions: run.partitionsOf(topic) }]))
  const files = [...(before?.files ?? [])]
  const schemas = { ...before?.schemas }
  const manifest = (): Manifest => ({
    format: FORMAT,
    ...about,
    openEnded: run.isOpenEnded,
    jsonDoor: [...run.jsonDoor],
    topics,
    schemas,
    files,
  })
  const all = run.topics.reduce((sum, topic) => sum + run.partitionsOf(topic), 0)
  for (const topic of run.topics) {
    for (let partition = 0; partition < run.partitionsOf(topic); partition++) {
      if (files.some((file) => file.topic === topic && file.partition === partition)) continue
      options.signal?.throwIfAborted()
      const file = await writePartition(run, folder, topic, partition, schemas)
      files.push(file)
      writeFileSync(join(folder, UNFINISHED), JSON.stringify(manifest()))
      options.onFile?.(file, files.length, all)
    }
  }
  writeFileSync(join(folder, UNFINISHED), `${JSON.stringify(manifest(), null, 2)}\n`)
  renameSync(join(folder, UNFINISHED), join(folder, MANIFEST))
  return manifest()
}

async function writePartition(
  run: RecordedRun,
  folder: string,
  topic: string,
  partition: number,
  schemas: Manifest['schemas'],
): Promise<RecordedFile> {
  const file = new PartitionFile({ folder, topic, partition, schemas, schemaOf: (id) => run.schemas.schemaOf(id) })
  for await (const batch of run.read(topic, partition)) for (const record of batch) await file.write(record)
  return file.close()
}
