/** Writes what a replay emits as a recording of its own: it lies beside the recorded one and can be compared with it. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codecOf } from '../records/codec.ts'
import { WIRE_HEADER_BYTES } from '../records/serde.ts'
import { partitionOf } from '../runtime/partitioner.ts'
import type { Comparable } from '../runtime/replay/comparable.ts'
import { FORMAT, MANIFEST, type Manifest, RecordingFolderError, UNFINISHED } from './format.ts'
import { PartitionFile } from './partition-file.ts'
import type { Recording } from './read-recording.ts'

export interface ReplayWriterOptions {
  readonly recording: Recording
  /** Where the recording came from. */
  readonly source: string
  readonly folder: string
  /** The topologies that are replayed: their recorded outputs are left out. */
  readonly topologies: readonly string[]
  readonly version: string
}

interface Place {
  readonly file: PartitionFile
  readonly partition: number
  end: number
}

/** Order topics name offsets of the recorded topics, which outputs of another number do not keep. */
const isWritten = (topic: string) => !topic.endsWith('.order')

export class ReplayWriter {
  private readonly options: ReplayWriterOptions
  private readonly schemas: Manifest['schemas'] = {}
  private readonly ids = new Map<string, number>()
  private readonly known = new Map<number, object>()
  private readonly places = new Map<string, Place[]>()

  private constructor(options: ReplayWriterOptions) {
    this.options = options
    for (const [id, { fingerprint, schema }] of Object.entries(options.recording.manifest.schemas)) {
      this.ids.set(fingerprint, Number(id))
      this.known.set(Number(id), schema)
    }
  }

  /** Begins with everything that the topologies have not written. Throws where the folder holds a recording already. */
  static open(options: ReplayWriterOptions): ReplayWriter {
    const { folder, recording, topologies } = options
    if (existsSync(join(folder, MANIFEST)))
      throw new RecordingFolderError(`${folder} holds a recording already: take another --out, or remove it`)
    mkdirSync(join(folder, 'topics'), { recursive: true })
    const writer = new ReplayWriter(options)
    const replayed = new Set(topologies)
    for (const topic of recording.topics.filter(isWritten)) {
      for (let partition = 0; partition < recording.partitionsOf(topic); partition++) {
        const place = writer.place(topic, partition)
        for (const batch of recording.read(topic, partition)) {
          for (const record of batch) {
            if (replayed.has(record.headers.source ?? '')) continue
            place.file.write(record)
            place.end = record.offset + 1
          }
        }
      }
    }
    return writer
  }

  /** Adds outputs, in the order in which they were made. */
  write(outputs: readonly Comparable[]): void {
    for (const output of outputs) {
      const { topic, key, timestamp, headers } = output
      const partitions = Math.max(1, this.options.recording.partitionsOf(topic))
      const place = this.place(topic, partitionOf(key, partitions))
      const offset = place.end++
      const value = this.valueOf(output)
      place.file.write({ partition: place.partition, offset, timestamp, key, headers, value })
    }
  }

  /** Completes the files and vouches for them. */
  finish(): Manifest {
    const { recording, source, folder, topologies, version } = this.options
    const { config, configDigest, jsonDoor, openEnded, from, to } = recording.manifest
    const files: Manifest['files'] = []
    const topics: Manifest['topics'] = {}
    for (const [topic, places] of this.places) {
      topics[topic] = { partitions: places.length }
      for (const { file } of places) files.push(file.close())
    }
    const about = { version, source, topologies: [...topologies], config, configDigest, openEnded, jsonDoor, from, to }
    const manifest = { format: FORMAT, ...about, topics, schemas: this.schemas, files }
    writeFileSync(join(folder, UNFINISHED), `${JSON.stringify(manifest, null, 2)}\n`)
    renameSync(join(folder, UNFINISHED), join(folder, MANIFEST))
    return manifest
  }

  private place(topic: string, partition: number): Place {
    const places = this.places.get(topic) ?? []
    this.places.set(topic, places)
    const { folder } = this.options
    places[partition] ??= {
      file: PartitionFile.begin({
        folder,
        topic,
        partition,
        schemas: this.schemas,
        schemaOf: (id) => this.known.get(id),
      }),
      partition,
      end: 0,
    }
    return places[partition]
  }

  /** The value with an id of the recording, or with a new one where its schema is younger. */
  private valueOf({ schema, fingerprint, body }: Comparable): Buffer | null {
    if (body === null || schema === null || fingerprint === null) return body
    let id = this.ids.get(fingerprint)
    if (id === undefined) {
      id = Math.max(0, ...this.known.keys()) + 1
      this.ids.set(codecOf(schema).fingerprint, id)
      this.known.set(id, schema)
    }
    const header = Buffer.alloc(WIRE_HEADER_BYTES)
    header.writeInt32BE(id, 1)
    return Buffer.concat([header, body])
  }
}
