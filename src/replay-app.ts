/** The composition root of recordings: takes runs away, replays them through the code of today, compares them. */
import { resolve } from 'node:path'
import { configDigest, DEFAULT_DATA, openReader } from './app.ts'
import { completeConfig } from './config/complete-config.ts'
import type { AppConfig } from './config/config.ts'
import { FolderRun } from './inspect/folder-run.ts'
import { type Verification, verifyRecorded } from './inspect/verify/verify.ts'
import { type Cut, cutRun } from './recording/cut-run.ts'
import { type Differences, diffRecordings } from './recording/diff-recordings.ts'
import { RecordingFolderError } from './recording/format.ts'
import { Recording } from './recording/read-recording.ts'
import { type RecordProgress, writeRecording } from './recording/write-recording.ts'
import { ReplayWriter } from './recording/write-replay.ts'
import { META } from './runtime/embedded/meta.ts'
import type { Comparable, Replayed } from './runtime/replay/comparable.ts'
import type { TopologyComparison } from './runtime/replay/compare-topology.ts'
import { type FoundCause, findCause } from './runtime/replay/find-cause.ts'
import { replayRun } from './runtime/replay/replay-run.ts'
import type { Cause } from './runtime/replay/replay-task.ts'
import { type StateEntries, stateBefore } from './runtime/replay/state-before.ts'
import { type Difference, isBefore } from './runtime/replay/tally.ts'
import { orderTopic } from './topics.ts'
import { topologies } from './topologies/index.ts'
import { VERSION } from './version.ts'
import { type ExternalInput, inputBatches } from './what-if/external-inputs.ts'
import { externalTopics } from './what-if/external-topics.ts'
import { survey } from './what-if/survey.ts'
import { type WhatIfOptions, type WhatIfResult, whatIf } from './what-if/what-if.ts'

export type { Cut } from './recording/cut-run.ts'
export type { Manifest } from './recording/format.ts'
export type { RecordProgress } from './recording/write-recording.ts'
export { type Comparable, decodeComparable, type Replayed } from './runtime/replay/comparable.ts'
export type { TopologyComparison } from './runtime/replay/compare-topology.ts'
export type { StateEntries } from './runtime/replay/state-before.ts'
export type { Counts } from './runtime/replay/tally.ts'
export type { CellFigures } from './what-if/cell-figures.ts'
export type { CellResult } from './what-if/run-grid.ts'
export type { WhatIfResult } from './what-if/what-if.ts'

export interface RecordFolderSettings {
  readonly data?: string | undefined
  readonly out: string
  /** Which topics and which event time; without it everything. */
  readonly cut?: Cut | undefined
  readonly signal?: AbortSignal
  onProgress?(progress: RecordProgress): void
}

/** Takes a data folder away. Throws a RecordingFolderError or a StorageError. */
export async function recordFolder({ data = DEFAULT_DATA, out, cut = {}, ...rest }: RecordFolderSettings) {
  const reader = openReader(data)
  try {
    const json = reader.storage.meta(META.configJson)
    if (json === undefined)
      throw new RecordingFolderError(
        `${resolve(data)} does not say what configuration it was run with: run it anew with this version`,
      )
    const config: AppConfig = JSON.parse(json)
    const run = new FolderRun(reader.storage)
    const names = topologies.map(({ name }) => name).filter((name) => run.partitionsOf(orderTopic(name).name) > 0)
    const about = {
      version: VERSION,
      source: resolve(data),
      topologies: names,
      config: { ...config },
      configDigest: configDigest(config),
    }
    return await writeRecording({ run: cutRun(run, cut), folder: out, about, ...rest })
  } finally {
    await reader.storage.close()
  }
}

/** What led to a record: the input that caused it and what its task knew before. */
export interface Explanation {
  /** Such as `trade-intent/0`. */
  readonly task: string
  readonly cause: Cause
  /** State of the task before the causing input, entries of the record's key. */
  readonly before: StateEntries
}

/** The first divergence of a replay. */
export interface FirstDivergence extends Difference<Comparable, Replayed> {
  readonly topology: string
  /** Null where no input of the recording can have caused it. */
  readonly explanation: Explanation | null
}

export interface ReplayResult {
  readonly recording: Recording
  readonly comparisons: readonly TopologyComparison[]
  readonly first: FirstDivergence | null
}

export interface ReplaySettings {
  /** Names of topologies; without it all that were recorded. */
  readonly names?: readonly string[] | undefined
  /** Folder of another recording, whose outputs the replayed ones are compared with. */
  readonly compare?: string | undefined
  /** Folder to write what the replay emits to, as a recording. */
  readonly out?: string | undefined
}

/** Replays a recording and compares every output. Throws where it cannot be read, or names no topology of this version. */
export async function replayRecording(folder: string, settings: ReplaySettings = {}): Promise<ReplayResult> {
  const { names, compare, out } = settings
  const recording = await Recording.open(folder)
  const against = compare === undefined ? undefined : await Recording.open(compare)
  const config = configOf(recording)
  const wanted = wantedTopologies(recording, names)
  const about = { source: `replay of ${resolve(folder)}`, version: VERSION, topologies: wanted.map(({ name }) => name) }
  const writer = out === undefined ? undefined : ReplayWriter.open({ recording, folder: out, ...about })
  const onOutputs = writer && ((outputs: readonly Replayed[]) => writer.write(outputs))
  const comparisons = await replayRun({ run: recording, topologies: wanted, config, against, onOutputs })
  writer?.finish()
  return { recording, comparisons, first: await firstOf(recording, config, comparisons) }
}

function wantedTopologies({ manifest }: Recording, names: readonly string[] = manifest.topologies) {
  const known = topologies.map(({ name }) => name)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new RecordingFolderError(
      `this version has no topology ${unknown.join(', ')}: it has ${known.join(', ')}. Choose some of them with --topology`,
    )
  return topologies.filter(({ name }) => names.includes(name))
}

/** The configuration a recording was made with. Throws where it does not give the digest that the run had. */
function configOf({ manifest: { config, configDigest: digest } }: Recording): AppConfig {
  if (configDigest(config) !== digest)
    throw new RecordingFolderError(
      `the manifest's configuration does not have the digest ${digest}: it was changed by hand`,
    )
  return completeConfig(config)
}

async function firstOf(
  run: Recording,
  config: AppConfig,
  comparisons: readonly TopologyComparison[],
): Promise<FirstDivergence | null> {
  const firsts = comparisons.flatMap(({ topology, tally: { first } }) =>
    first[0] === undefined ? [] : [{ topology, ...first[0] }],
  )
  const first = firsts.reduce<(typeof firsts)[number] | null>(
    (earliest, one) => (earliest === null || isBefore(one, earliest) ? one : earliest),
    null,
  )
  if (first === null) return null
  const { topology, a, b } = first
  const found = b === null ? null : { task: taskNumber(b.task), cause: b.cause }
  return { ...first, explanation: await explain(run, config, topology, b ?? a, found) }
}

/** What led to a record that a topology has written, or should have. Null where nothing in the run can have caused it. */
async function explain(
  run: Recording,
  config: AppConfig,
  name: string,
  output: Comparable | null,
  known: FoundCause | null,
): Promise<Explanation | null> {
  const topology = topologies.find((one) => one.name === name)
  if (topology === undefined || output === null) return null
  const found = known ?? (await findCause({ run, topology, config }, output))
  if (found === null) return null
  const { task: partition, cause } = found
  const before = await stateBefore({ run, topology, partition, config }, cause, output.key)
  return { task: `${name}/${partition}`, cause, before }
}

function taskNumber(id: string): number {
  return Number(id.slice(id.lastIndexOf('/') + 1))
}

export interface DiffResult extends Differences {
  /** What led to the first difference; null for a record from outside, or where nothing recorded can have caused it. */
  readonly explanation: Explanation | null
}

/** Compares two recordings. Throws a RecordingFolderError where one cannot be read, or they have no topic in common. */
export async function diffFolders(a: string, b: string): Promise<DiffResult> {
  const [inA, inB] = [await Recording.open(a), await Recording.open(b)]
  const found = diffRecordings(inA, inB)
  const output = found.first?.a ?? found.first?.b ?? null
  if (output === null) return { ...found, explanation: null }
  const side = output === found.first?.a ? inA : inB
  return { ...found, explanation: await explain(side, configOf(side), output.headers.source ?? '', output, null) }
}

/** Checks every plan, decision, stop and fill of a recording; null where it holds nothing. Throws where it cannot be read. */
export async function verifyRecording(folder: string): Promise<Verification | null> {
  return verifyRecorded(await Recording.open(folder))
}

export type WhatIfSettings = Omit<WhatIfOptions, 'recording' | 'config'>

/** Runs a recording anew under every combination of settings. Throws where it cannot be read or a setting is none. */
export async function whatIfRecording({ folder, ...options }: WhatIfSettings): Promise<WhatIfResult> {
  const recording = await Recording.open(folder)
  return whatIf({ recording, folder: resolve(folder), config: configOf(recording), ...options })
}

/** The inputs of a recording that came from outside, to be fed to another installation. */
export interface RecordedInputs {
  readonly topics: readonly string[]
  /** Records that can be read. */
  readonly records: number
  readonly unreadable: number
  /** Stretch of event time, Unix ms. */
  readonly from: number
  readonly to: number
  /** Opens the records anew, by event time. */
  open(): Iterable<readonly ExternalInput[]>
}

/** Opens a recording for its inputs. Throws a RecordingFolderError where it cannot be read. */
export async function recordedInputs(folder: string): Promise<RecordedInputs> {
  const recording = await Recording.open(folder)
  const { topologies: names, source } = recording.manifest
  const { partitions, records, unreadable, summary } = survey(recording, externalTopics(names), source)
  const { from, to } = summary
  const topicNames = [...new Set(partitions.map(({ topic }) => topic))]
  return { topics: topicNames, records, unreadable, from, to, open: () => inputBatches(recording, partitions) }
}
