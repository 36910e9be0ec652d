/** Takes a run away: writes every partition to a file of its own, and the manifest when all of them are complete. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordedRun } from '../runtime/replay/recorded-run.ts'
import {
  FORMAT,
  MANIFEST,
  type Manifest,
  type PartialFile,
  parseManifest,
  type RecordedFile,
  RecordingFolderError,
  UNFINISHED,
} from './format.ts'
import { PartitionFile, type PartitionFileOptions } from './partition-file.ts'

export interface RecordOptions {
  readonly run: RecordedRun
  readonly folder: string
  readonly about: Pick<Manifest, 'version' | 'source' | 'topologies' | 'config' | 'configDigest'>
  /** Told while a partition is written, and when it is complete. */
  onProgress?(progress: RecordProgress): void
  readonly signal?: AbortSignal
}

/** How far a recording is. */
export interface RecordProgress {
  readonly topic: string
  readonly partition: number
  /** Records of the partition that are written. */
  readonly records: number
  readonly isComplete: boolean
  /** Partitions that are complete, and all. */
  readonly done: number
  readonly all: number
}

/** Records between two reports, and between two times the place is noted. */
const RECORDS_BETWEEN = 50_000

/** What an interrupted recording has already: complete files are kept, and the offsets it goes up to. */
export function unfinished(folder: string): Manifest | null {
  const path = join(folder, UNFINISHED)
  return existsSync(path) ? parseManifest(readFileSync(path, 'utf8'), path) : null
}

/**
 * Writes the recording, or goes on with one that was interrupted, behind the last block that was written. Throws a
 * RecordingFolderError where the folder holds a finished recording, or an unfinished one of something else.
 */
export async function writeRecording(options: RecordOptions): Promise<Manifest> {
  const { run, folder, about } = options
  if (existsSync(join(folder, MANIFEST)))
    throw new RecordingFolderError(`${folder} holds a recording already: take another --out, or remove it`)
  mkdirSync(join(folder, 'topics'), { recursive: true })
  const before = unfinished(folder)
  if (before !== null) checkSame(folder, before, options)
  const topics = Object.fromEntries(run.topics.map((topic) => [topic, { partitions: run.partitionsOf(topic) }]))
  const files = [...(before?.files ?? [])]
  const schemas = { ...before?.schemas }
  const { isOpenEnded: openEnded, fromMs: from, toMs: to } = run
  const manifest = (): Manifest => {
    return { format: FORMAT, ...about, openEnded, jsonDoor: [...run.jsonDoor], topics, schemas, files, from, to }
  }
  const note = (partial: PartialFile | null) =>
    writeFileSync(join(folder, UNFINISHED), JSON.stringify({ ...manifest(), ...(partial === null ? {} : { partial }) }))
  const all = run.topics.reduce((sum, topic) => sum + run.partitionsOf(topic), 0)
  for (const topic of run.topics) {
    for (let partition = 0; partition < run.partitionsOf(topic); partition++) {
      if (files.some((file) => file.topic === topic && file.partition === partition)) continue
      options.signal?.throwIfAborted()
      const onRecords = (records: number, isComplete: boolean) =>
        options.onProgress?.({ topic, partition, records, isComplete, done: files.length, all })
      const place = { folder, topic, partition, schemas, schemaOf: (id: number) => run.schemas.schemaOf(id) }
      const file = await writePartition({ run, place, before, note, onRecords, signal: options.signal })
      files.push(file)
      note(null)
      onRecords(file.records, true)
    }
  }
  writeFileSync(join(folder, UNFINISHED), `${JSON.stringify(manifest(), null, 2)}\n`)
  renameSync(join(folder, UNFINISHED), join(folder, MANIFEST))
  return manifest()
}

function checkSame(folder: string, before: Manifest, { run, about }: RecordOptions): void {
  const isSame =
    before.source === about.source &&
    before.configDigest === about.configDigest &&
    before.from === run.fromMs &&
    before.to === run.toMs &&
    before.files.every(({ topic }) => run.topics.includes(topic))
  if (!isSame)
    throw new RecordingFolderError(
      `${folder} holds an unfinished recording of ${before.source}, or with other options: take another --out`,
    )
}

interface PartitionOptions {
  readonly run: RecordedRun
  readonly place: PartitionFileOptions
  readonly before: Manifest | null
  /** Notes how far the file is. */
  note(partial: PartialFile | null): void
  onRecords(records: number, isComplete: boolean): void
  readonly signal: AbortSignal | undefined
}

async function writePartition(options: PartitionOptions): Promise<RecordedFile> {
  const { run, place, before, note, onRecords, signal } = options
  const { topic, partition } = place
  const partial = before?.partial
  const isUnderWay = partial?.topic === topic && partial.partition === partition
  const resumed = isUnderWay ? PartitionFile.resume(place, partial) : null
  const file = resumed ?? PartitionFile.begin(place)
  let records = resumed?.checkpoint?.records ?? 0
  try {
    for await (const batch of run.read(topic, partition, resumed?.checkpoint?.end)) {
      signal?.throwIfAborted()
      for (const record of batch) {
        file.write(record)
        if (++records % RECORDS_BETWEEN !== 0) continue
        note(file.checkpoint)
        onRecords(records, false)
      }
    }
  } catch (error) {
    note(file.checkpoint)
    throw error
  }
  return file.close()
}
