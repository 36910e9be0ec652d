/** The folder a run is taken away in: one Avro object container file a partition, and a manifest that vouches for them. */
import * as v from 'valibot'

/** Version of the folder's layout. A reader refuses a later one and reads every earlier one. */
export const FORMAT = 1
export const MANIFEST = 'manifest.json'
/** The manifest while the recording is being made: it names the files that are complete. */
export const UNFINISHED = 'manifest.unfinished.json'
/** Files are checked piece by piece, so that a damaged one is named with the place, bytes. */
export const PIECE_BYTES = 1024 * 1024

const FileSchema = v.object({
  topic: v.string(),
  partition: v.number(),
  /** Path below the folder. */
  file: v.string(),
  bytes: v.number(),
  records: v.number(),
  /** First offset recorded and the one behind the last. */
  first: v.number(),
  end: v.number(),
  /** SHA-256 of each piece of `PIECE_BYTES`, hex. */
  pieces: v.array(v.string()),
})

/** A file that an interruption has left: complete up to the end of a block. */
const PartialFileSchema = v.object({
  topic: v.string(),
  partition: v.number(),
  bytes: v.number(),
  records: v.number(),
  first: v.number(),
  end: v.number(),
  /** Schema of the readable values. */
  schemaId: v.nullable(v.number()),
})

const ManifestSchema = v.object({
  format: v.number(),
  /** Version of the program that ran and recorded. */
  version: v.string(),
  /** Where the topics came from, for people. */
  source: v.string(),
  /** True where the run went on while it was taken away. */
  openEnded: v.boolean(),
  topologies: v.array(v.string()),
  /** The whole configuration the run had, as JSON. */
  config: v.record(v.string(), v.unknown()),
  configDigest: v.string(),
  /** Topics whose door for plain JSON was open. */
  jsonDoor: v.array(v.string()),
  /** Partitions of every recorded topic, those without records too. */
  topics: v.record(v.string(), v.object({ partitions: v.number() })),
  /** Schemas by the id that recorded values name, with their fingerprints. */
  schemas: v.record(v.string(), v.object({ fingerprint: v.string(), schema: v.record(v.string(), v.unknown()) })),
  files: v.array(FileSchema),
  /** Event time that was asked for, ms, the end exclusive; null for no bound. Recordings of 0.1.0 do not say. */
  from: v.optional(v.nullable(v.number()), null),
  to: v.optional(v.nullable(v.number()), null),
  /** While it is being made: the file that is under way. */
  partial: v.optional(PartialFileSchema),
})

export type RecordedFile = v.InferOutput<typeof FileSchema>
export type PartialFile = v.InferOutput<typeof PartialFileSchema>
export type Manifest = v.InferOutput<typeof ManifestSchema>

/** A recording that cannot be read or made; the message names the file and says what to do. */
export class RecordingFolderError extends Error {
  override readonly name = 'RecordingError'
}

/** Checks a manifest. Throws a RecordingFolderError that names the file. */
export function parseManifest(text: string, file: string): Manifest {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new RecordingFolderError(`${file} is not JSON: the recording was cut off or damaged, take it again`, {
      cause,
    })
  }
  const format = v.safeParse(v.object({ format: v.number() }), json)
  if (format.success && format.output.format > FORMAT) {
    const what = `${file} has format ${format.output.format}, this program reads up to ${FORMAT}`
    throw new RecordingFolderError(`${what}: use the version that made the recording, or a later one`)
  }
  const found = v.safeParse(ManifestSchema, json)
  if (found.success) return found.output
  const [issue] = found.issues
  throw new RecordingFolderError(`${file} is no manifest: ${v.getDotPath(issue) ?? ''} ${issue.message}`)
}

/** Avro schema of a row: the record's place, time, key and headers, and its value as the topic's own schema says. */
export function rowSchema(value: object | null): object {
  return {
    type: 'record',
    name: 'RecordedRecord',
    namespace: 'ilf.recording',
    fields: [
      { name: 'offset', type: 'long' },
      { name: 'timestamp', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'key', type: 'string' },
      { name: 'headers', type: { type: 'map', values: 'string' } },
      { name: 'schema_id', type: ['null', 'int'], doc: 'Id of the writer schema in the recorded registry.' },
      { name: 'value', type: value === null ? 'null' : ['null', value] },
      { name: 'raw', type: ['null', 'bytes'], doc: 'The whole value where it is not readable, or of another schema.' },
    ],
  }
}

/** One row of a file. */
export interface Row {
  readonly offset: number
  readonly timestamp: number
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  readonly schema_id: number | null
  readonly value: unknown
  readonly raw: Buffer | null
}
