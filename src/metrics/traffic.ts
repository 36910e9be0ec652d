/** Records and bytes by topic, and how long commits took: the same names for members and connectors. */
import { Counter, Histogram, type Registry } from 'prom-client'
import type { TopicTally } from '../runtime/kafka/lane/lane-commit.ts'

/** Upper bounds, seconds: from a commit of a few records on a near broker to a coordinator that is hardly there. */
export const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const LABELS = ['topology', 'topic'] as const

/** Counts what goes one way. */
export interface Traffic {
  /** @param topology the topology, or the name of the connector */
  count(topology: string, tally: TopicTally): void
}

/** What was read: counted once its transaction is confirmed. */
export function readTraffic(registry: Registry): Traffic {
  return traffic(
    registry,
    { name: 'ilf_records_read_total', help: 'Records that were taken, their transaction confirmed.' },
    { name: 'ilf_read_bytes_total', help: 'Bytes of the values of records that were taken.' },
  )
}

/** What was written: counted once it is confirmed. */
export function writtenTraffic(registry: Registry): Traffic {
  return traffic(
    registry,
    { name: 'ilf_records_written_total', help: 'Records that were written, order and changelog topics included.' },
    { name: 'ilf_written_bytes_total', help: 'Bytes of the values of records that were written.' },
  )
}

/** How long transactions took to be confirmed. */
export function commitDurations(registry: Registry): Histogram {
  return new Histogram({
    name: 'ilf_commit_duration_seconds',
    help: 'Time from the beginning of a commit until the coordinator had confirmed the transaction.',
    buckets: DURATION_BUCKETS,
    registers: [registry],
  })
}

type Named = Readonly<Record<'name' | 'help', string>>

function traffic(registry: Registry, ofRecords: Named, ofBytes: Named): Traffic {
  const counter = (named: Named) => new Counter({ ...named, labelNames: LABELS, registers: [registry] })
  const [records, bytes] = [counter(ofRecords), counter(ofBytes)]
  return {
    count(topology, tally) {
      if (tally.records === 0) return
      const labels = { topology, topic: tally.topic }
      records.inc(labels, tally.records)
      bytes.inc(labels, tally.bytes)
    },
  }
}
