/** The print of topologies: what each reads, keeps and writes, and how topics join them into one graph. */
import type { Topic } from './topic.ts'
import type { Topology } from './topology.ts'

/** What the print needs of a topology: everything but how it runs. */
export type Described = Pick<
  Topology<unknown>,
  'name' | 'doc' | 'sources' | 'stores' | 'sinks' | 'tasks' | 'punctuateEveryMs'
>

/** A topology, as plain data. */
export interface TopologyDescription {
  readonly name: string
  readonly doc: string
  readonly tasks: 'partitioned' | 'single'
  /** How many tasks it has: one, or one for each partition. */
  readonly taskCount: number
  /** Event time between two punctuations, ms; null without punctuation. */
  readonly punctuateEveryMs: number | null
  readonly sources: readonly {
    readonly name: string
    readonly topic: string
    readonly mode: 'partitioned' | 'broadcast'
    /** Whether records of one instant are taken by a rank of their own. */
    readonly ranked: boolean
  }[]
  readonly stores: readonly {
    readonly name: string
    readonly kind: 'key-value' | 'window'
    readonly version: number
  }[]
  readonly sinks: readonly { readonly name: string; readonly topic: string }[]
}

/** A topic between topologies, or between them and the outside, as plain data. */
export interface TopicDescription {
  readonly name: string
  readonly partitions: number
  readonly cleanup: 'delete' | 'compact'
  /** Topologies that write it; none: it comes from outside, from a connector or an operator. */
  readonly writtenBy: readonly string[]
  /** Topologies that read it; none: it is for people and connectors. */
  readonly readBy: readonly string[]
}

/** Everything there is to say of some topologies, ready for JSON. Topics are sorted by name. */
export interface GraphDescription {
  readonly topologies: readonly TopologyDescription[]
  readonly topics: readonly TopicDescription[]
}

/** Describes topologies and the graph that their topics make of them. The same topologies give the same description. */
export function describe(topologies: readonly Described[]): GraphDescription {
  return { topologies: topologies.map(describeTopology), topics: topicsOf(topologies) }
}

/** The description as JSON text, indented, with a line end. */
export function describeJson(topologies: readonly Described[]): string {
  return `${JSON.stringify(describe(topologies), null, 2)}\n`
}

function describeTopology({
  name,
  doc,
  tasks,
  punctuateEveryMs,
  sources,
  stores,
  sinks,
}: Described): TopologyDescription {
  const partitions = sources.find(({ mode }) => mode === 'partitioned')?.topic.partitions ?? 1
  return {
    name,
    doc,
    tasks,
    taskCount: tasks === 'single' ? 1 : partitions,
    punctuateEveryMs,
    sources: sources.map(({ name, topic, mode, rank }) => ({
      name,
      topic: topic.name,
      mode,
      ranked: rank !== undefined,
    })),
    stores: stores.map(({ name, kind, version }) => ({ name, kind, version })),
    sinks: sinks.map(({ name, topic }) => ({ name, topic: topic.name })),
  }
}

function topicsOf(topologies: readonly Described[]): readonly TopicDescription[] {
  const used = topologies.flatMap(({ sources, sinks }) => [...sources, ...sinks].map(({ topic }) => topic))
  const byName = new Map<string, Topic<unknown>>(used.map((topic) => [topic.name, topic]))
  const names = (side: 'sources' | 'sinks', topic: string) =>
    topologies.filter((topology) => topology[side].some((end) => end.topic.name === topic)).map(({ name }) => name)
  return [...byName.values()]
    .map(({ name, partitions, cleanup }) => ({
      name,
      partitions,
      cleanup,
      writtenBy: names('sinks', name),
      readBy: names('sources', name),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
