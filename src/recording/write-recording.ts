/** Takes a run away: writes every partition to a file of its own, and the manifest when all of them are complete. */
import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import avro from 'avsc'
import { codecOf, parseType } from '../records/codec.ts'
import type { RecordedRecord, RecordedRun } from '../runtime/replay/recorded-run.ts'
import {
  FORMAT,
  MANIFEST,
  type Manifest,
  parseManifest,
  type RecordedFile,
  RecordingFolderError,
  rowSchema,
  UNFINISHED,
} from './format.ts'
import { PieceDigests } from './pieces.ts'
import { RowWriter, wireId } from './row-writer.ts'

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
  const file = join('topics', `${topic}-${partition}.avro`)
  const records = recordsOf(run, topic, partition)
  const first = await records.next()
  const bounds = { records: 0, first: 0, end: 0 }
  const id = first.done === true ? null : wireId(first.value.value)
  const schema = id === null ? null : (run.schemas.schemaOf(id) ?? null)
  const codec = new RowWriter(schema === null ? null : id, schema)
  async function* rows() {
    for (let next = first; next.done !== true; next = await records.next()) {
      const record = next.value
      if (bounds.records++ === 0) bounds.first = record.offset
      bounds.end = record.offset + 1
      note(run, wireId(record.value), schemas)
      yield codec.toRow(record)
    }
  }
  const encoder = new avro.streams.BlockEncoder(parseType(rowSchema(schema)), {
    codec: 'deflate',
    // Avro wants sixteen bytes that occur nowhere else; made of the name, the same run gives the same file.
    syncMarker: createHash('md5').update(`${topic}/${partition}`).digest(),
  })
  const digests = new PieceDigests()
  const path = join(folder, file)
  rmSync(path, { force: true })
  await pipeline(Readable.from(rows()), encoder, digests, createWriteStream(path))
  return { topic, partition, file, bytes: digests.bytes, ...bounds, pieces: digests.pieces }
}

async function* recordsOf(run: RecordedRun, topic: string, partition: number): AsyncGenerator<RecordedRecord> {
  for await (const batch of run.read(topic, partition)) yield* batch
}

function note(run: RecordedRun, id: number | null, schemas: Manifest['schemas']): void {
  if (id === null || schemas[id] !== undefined) return
  const schema = run.schemas.schemaOf(id)
  if (schema !== undefined) schemas[id] = { fingerprint: codecOf(schema).fingerprint, schema: { ...schema } }
}
