/** A recording that was taken away, as a run that can be replayed. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import avro from 'avsc'
import type { SchemaIds } from '../records/serde.ts'
import type { RecordedRecord, RecordedRun } from '../runtime/replay/recorded-run.ts'
import { MANIFEST, type Manifest, parseManifest, RecordingFolderError, type Row, UNFINISHED } from './format.ts'
import { checkFile } from './pieces.ts'
import { RowCodec } from './row-codec.ts'

const BATCH = 1_000

export class Recording implements RecordedRun {
  readonly manifest: Manifest
  readonly schemas: SchemaIds
  readonly isOpenEnded: boolean
  readonly jsonDoor: ReadonlySet<string>
  private readonly folder: string

  private constructor(folder: string, manifest: Manifest) {
    this.folder = folder
    this.manifest = manifest
    this.isOpenEnded = manifest.openEnded
    this.jsonDoor = new Set(manifest.jsonDoor)
    this.schemas = {
      schemaOf: (id) => manifest.schemas[id]?.schema,
      idOf: ({ name }) => {
        throw new RecordingFolderError(`${folder} is only read: nothing of ${name} is written there`)
      },
    }
  }

  /** Opens a recording and checks every file of it. Throws a RecordingFolderError that names what is wrong, and where. */
  static async open(folder: string): Promise<Recording> {
    const path = join(folder, MANIFEST)
    if (!existsSync(path)) {
      const hint = existsSync(join(folder, UNFINISHED))
        ? 'it was interrupted: run the same `ilf record` again to finish it'
        : 'it is no recording: make one with `ilf record --out`'
      throw new RecordingFolderError(`${folder} has no ${MANIFEST}: ${hint}`)
    }
    const manifest = parseManifest(readFileSync(path, 'utf8'), path)
    for (const file of manifest.files) await checkFile(folder, file)
    return new Recording(folder, manifest)
  }

  get topics(): readonly string[] {
    return Object.keys(this.manifest.topics)
  }

  partitionsOf(topic: string): number {
    return this.manifest.topics[topic]?.partitions ?? 0
  }

  async *read(topic: string, partition: number): AsyncGenerator<readonly RecordedRecord[]> {
    const file = this.manifest.files.find((one) => one.topic === topic && one.partition === partition)
    if (file === undefined) return
    const path = join(this.folder, file.file)
    const decoder = avro.createFileDecoder(path)
    let codec: RowCodec | null = null
    let batch: RecordedRecord[] = []
    let count = 0
    try {
      for await (const row of decoder as AsyncIterable<Row>) {
        codec ??= this.codecOf(row)
        count++
        if (batch.push(codec.fromRow(row, partition)) < BATCH) continue
        yield batch
        batch = []
      }
    } catch (cause) {
      throw new RecordingFolderError(`${path} cannot be read behind record ${count}: copy the recording again`, {
        cause,
      })
    }
    if (batch.length > 0) yield batch
  }

  /** The first row of a file says which schema its readable values have. */
  private codecOf({ schema_id: id }: Row): RowCodec {
    const schema = id === null ? undefined : this.manifest.schemas[id]?.schema
    return schema === undefined ? new RowCodec(null, null) : new RowCodec(id, schema)
  }
}
