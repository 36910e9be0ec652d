/** The small facts a data folder keeps beside topics and stores, and the check that a run fits the folder. */
import { StreamError } from '../errors.ts'
import type { Storage } from './storage/storage.ts'

/** Names of the facts. */
export const META = {
  schemas: 'schemas',
  /** Stream time, ms. */
  clock: 'clock',
  /** External records taken. */
  position: 'source.position',
  source: 'source.fingerprint',
  config: 'config.digest',
  /** The whole configuration, as JSON: a recording of the folder takes it along. */
  configJson: 'config.json',
  partitions: 'partitions',
  storeVersions: 'stores.versions',
  orderSequences: 'order.sequences',
} as const

/** Refuses a folder that was begun with another configuration or partition count. */
export function checkFolder(
  storage: Storage,
  run: { readonly configDigest: string; readonly partitions: number },
): void {
  const config = storage.meta(META.config)
  if (config !== undefined && config !== run.configDigest) {
    throw new StreamError(
      'OTHER_CONFIG',
      'halt',
      'this data folder was begun with another configuration (--set, timeframe or signals): run with the same again, use another --data, or start over with --fresh',
    )
  }
  const partitions = storage.meta(META.partitions)
  if (partitions !== undefined && Number(partitions) !== run.partitions) {
    throw new StreamError(
      'OTHER_PARTITIONS',
      'halt',
      `this data folder has ${partitions} partitions, the run asks for ${run.partitions}`,
    )
  }
}
