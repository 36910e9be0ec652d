/** `topology()`: checks a definition once, so that a driver meets only sound ones. */

import type { Topic } from './topic.ts'
import type {
  Context,
  SinkMap,
  Source,
  SourceMap,
  StoreMap,
  Streams,
  Topology,
  TopologyDefinition,
} from './topology.ts'

/** What is wrong with a topology's declaration or with how its operators behave. */
export class TopologyError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'TopologyError'
    this.code = code
  }
}

const NAME = /^[a-z][a-z0-9-]*$/

function unique(topology: string, what: string, names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name))
      throw new TopologyError('DUPLICATE_NAME', `topology ${topology}: two ${what} are named "${name}"`)
    seen.add(name)
  }
}

function normalSource(name: string, source: Topic<unknown> | Source<unknown>): Source<unknown> & { name: string } {
  return 'mode' in source ? { ...source, name } : { topic: source, mode: 'partitioned', name }
}

/**
 * Declares a topology: a description that any driver can run.
 *
 * Throws a TopologyError when a name is malformed or used twice, when there is no source, or when partitioned sources
 * disagree on their number of partitions.
 *
 * @example
 * export const spread = topology({
 *   name: 'spread', doc: 'market.tick → spread', config: {},
 *   sources: { tick: topics.marketTick }, stores: {}, sinks: { spread: spreadTopic },
 *   build: ({ tick }) => ({ spread: tick.pipe(map(toSpread)) }),
 * })
 */
export function topology<const S extends SourceMap, const St extends StoreMap, const K extends SinkMap, C>(
  definition: TopologyDefinition<S, St, K, C>,
): Topology<C> {
  const { name } = definition
  if (!NAME.test(name)) {
    throw new TopologyError('BAD_NAME', `topology "${name}": use lower case letters, digits and hyphens`)
  }
  const sources = Object.entries(definition.sources).map(([alias, source]) => normalSource(alias, source))
  const stores = Object.entries(definition.stores).map(([alias, spec]) => ({ ...spec, alias }))
  const sinks = Object.entries(definition.sinks).map(([alias, topic]) => ({ name: alias, topic }))
  if (sources.length === 0) throw new TopologyError('NO_SOURCE', `topology ${name} reads nothing: declare a source`)
  unique(
    name,
    'source topics',
    sources.map((source) => source.topic.name),
  )
  unique(
    name,
    'stores',
    stores.map((store) => store.name),
  )
  unique(
    name,
    'sink topics',
    sinks.map((sink) => sink.topic.name),
  )
  const tasks = definition.tasks ?? 'partitioned'
  const counts = new Map(sources.filter((s) => s.mode === 'partitioned').map((s) => [s.topic.partitions, s.topic.name]))
  if (tasks === 'partitioned' && counts.size > 1) {
    const found = [...counts].map(([count, topic]) => `${topic} has ${count}`).join(', ')
    throw new TopologyError(
      'NOT_CO_PARTITIONED',
      `topology ${name}: sources must have as many partitions each: ${found}`,
    )
  }
  return {
    name,
    doc: definition.doc,
    sources: sources,
    stores: stores,
    sinks: sinks,
    tasks,
    punctuateEveryMs: definition.punctuateEveryMs ?? null,
    config: definition.config,
    build: (streams, context) => definition.build(streams as Streams<S>, context as Context<St, C>),
  }
}
