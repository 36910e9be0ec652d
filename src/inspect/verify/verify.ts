/** `ilf verify`: the original system's check, over one streaming pass of everything but the ticks. */

import type { TopicReader } from '../../runtime/embedded/topic-reader.ts'
import type { LocalRun } from '../../runtime/replay/recorded-run.ts'
import { Snapshot } from '../snapshot.ts'
import type { Check, CheckResult } from './check.ts'
import { DeadLettersCheck } from './dead-letters.ts'
import { FillQuantitiesCheck, FillTimesCheck } from './fills.ts'
import { IlfFieldsCheck } from './ilf-fields.ts'
import { IntentEndingsCheck } from './intent-endings.ts'
import { withLedger } from './ledger.ts'
import { LevelsCheck } from './levels.ts'
import { LeverageCheck } from './leverage.ts'
import { RecordedSnapshot } from './recorded-snapshot.ts'
import { inEventOrder, type Verifiable } from './records.ts'
import { SignalDecisionsCheck } from './signal-decisions.ts'
import { StopsCheck } from './stops.ts'
import { UniqueIdsCheck } from './unique-ids.ts'

/** What `verify` found. */
export interface Verification {
  readonly passed: boolean
  /** Stream time of the folder, or event time of a recording's newest record, Unix ms. */
  readonly timeMs: number
  /** Records looked at. */
  readonly records: number
  readonly checks: readonly CheckResult[]
}

/**
 * Checks a data folder, also while a run is going on: everything is read as it stood at one commit. Null where nothing
 * has been recorded yet. Memory holds what is in flight, and 16 bytes for every id.
 */
export function verify(reader: TopicReader): Verification | null {
  const snapshot = new Snapshot(reader)
  const { timeMs } = snapshot
  return timeMs === null || snapshot.ends.length === 0 ? null : verifyUpTo(snapshot, timeMs)
}

/** Checks a recording that was taken away, of a folder or a cluster. Null where it holds nothing. */
export function verifyRecorded(run: LocalRun): Verification | null {
  const snapshot = new RecordedSnapshot(run)
  return snapshot.timeMs === null ? null : verifyUpTo(snapshot, snapshot.timeMs)
}

function verifyUpTo(snapshot: Verifiable, timeMs: number): Verification {
  const checks: readonly Check[] = [
    new LeverageCheck(),
    new LevelsCheck(),
    new IlfFieldsCheck(),
    new SignalDecisionsCheck(),
    new IntentEndingsCheck(),
    new StopsCheck(),
    new FillTimesCheck(),
    new FillQuantitiesCheck(),
    new UniqueIdsCheck(),
    new DeadLettersCheck(),
  ]
  let records = 0
  for (const step of withLedger(inEventOrder(snapshot))) {
    records++
    for (const check of checks) check.take(step)
  }
  const results = checks.map((check) => check.finish(timeMs))
  return { passed: results.every(({ passed }) => passed), timeMs, records, checks: results }
}
