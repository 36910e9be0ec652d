/** A recording that was taken away, as a run that can be replayed. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SchemaIds } from '../records/serde.ts'
import type { LocalRun, RecordedRecord } from '../runtime/replay/recorded-run.ts'
import { damaged, openContainer } from './container-file.ts'
import { MANIFEST, type Manifest, parseManifest, RecordingFolderError, UNFINISHED } from './format.ts'
import { checkFile } from './pieces.ts'
import { RowReader } from './row-reader.ts'

export class Recording implements LocalRun {
  readonly manifest: Manifest
  readonly schemas: SchemaIds
  readonly isOpenEnded: boolean
  readonly jsonDoor: ReadonlySet<string>
  readonly fromMs: number | null
  readonly toMs: number | null
  private readonly folder: string

  private constructor(folder: string, manifest: Manifest) {
    this.folder = folder
    this.manifest = manifest
    this.isOpenEnded = manifest.openEnded
    this.jsonDoor = new Set(manifest.jsonDoor)
    this.fromMs = manifest.from
    this.toMs = manifest.to
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

  *read(topic: string, partition: number, fromOffset = 0): Generator<readonly RecordedRecord[]> {
    const file = this.manifest.files.find((one) => one.topic === topic && one.partition === partition)
    if (file === undefined) return
    const path = join(this.folder, file.file)
    const container = openContainer(path)
    if (container === null) return
    const rows = rowReader(path, container.schema, partition)
    for (const { bytes, rows: count, offset } of container.blocks) {
      let records: readonly RecordedRecord[]
      try {
        records = rows.read(bytes, count)
      } catch (cause) {
        throw damaged(path, offset, cause)
      }
      yield fromOffset === 0 ? records : records.filter(({ offset: one }) => one >= fromOffset)
    }
  }
}

function rowReader(path: string, schema: unknown, partition: number): RowReader {
  try {
    return new RowReader(schema, partition)
  } catch (cause) {
    throw damaged(path, 0, cause)
  }
}
