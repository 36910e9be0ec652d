/** Metrics that are read when they are asked for: the figures live where they arise, and are put into series at a scrape. */
import { Counter, Gauge, type Registry } from 'prom-client'

/** Label for every name that is not known: labels must not grow without bound. */
export const OTHER = 'other'

/** A name as it is, where it is one of the known ones. */
export function bounded(known: ReadonlySet<string>, name: string): string {
  return known.has(name) ? name : OTHER
}

/** What Prometheus is told of a metric. */
export interface Described {
  readonly name: string
  /** What is counted or measured, with its unit. */
  readonly help: string
}

/** A figure and what it belongs to. */
export type Labelled = readonly [labels: Readonly<Record<string, string | number>>, value: number]

/** A counter by one label; counts that come under the same name are added up. */
export function addCounts(
  registry: Registry,
  { label, ...described }: Described & { readonly label: string },
  counts: () => Iterable<readonly [name: string, count: number]>,
): void {
  addCounters(registry, { ...described, labels: [label] }, function* () {
    for (const [name, count] of counts()) yield [{ [label]: name }, count] as const
  })
}

/** A counter by any labels; counts that come under the same labels are added up. */
export function addCounters(
  registry: Registry,
  { name, help, labels }: Described & { readonly labels: readonly string[] },
  counts: () => Iterable<Labelled>,
): void {
  new Counter({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    collect() {
      this.reset()
      for (const [values, count] of counts()) this.inc(values, count)
    },
  })
}

/** A gauge without labels; null where there is nothing to tell now. */
export function addGauge(registry: Registry, described: Described, value: () => number | null): void {
  addGauges(registry, { ...described, labels: [] }, () => {
    const now = value()
    return now === null ? [] : [[{}, now]]
  })
}

/** A gauge by labels. */
export function addGauges(
  registry: Registry,
  { name, help, labels }: Described & { readonly labels: readonly string[] },
  values: () => Iterable<Labelled>,
): void {
  new Gauge({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    collect() {
      this.reset()
      // Without labels a reset leaves a zero behind, which nobody has measured.
      if (labels.length === 0) this.remove()
      for (const [labelled, value] of values()) this.set(labelled, value)
    },
  })
}
