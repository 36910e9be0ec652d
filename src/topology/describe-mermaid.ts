/** The description of topologies as a Mermaid flowchart, which GitHub and many editors draw. */
import { type Described, describe, type TopicDescription, type TopologyDescription } from './describe.ts'
import { taskText } from './describe-text.ts'

/**
 * Topologies are boxes that name their tasks and stores, topics are rounded; what comes from outside is filled. A
 * dotted arrow is a broadcast source, the name on an arrow is the topology's own name for it. Ends with a line end.
 */
export function describeMermaid(topologies: readonly Described[]): string {
  const graph = describe(topologies)
  return `${[
    'flowchart LR',
    ...graph.topics.map(topicNode),
    ...graph.topologies.map(topologyNode),
    ...graph.topologies.flatMap(arrows),
    '  classDef outside fill:#dbeafe,stroke:#2563eb,color:#1e3a8a',
  ].join('\n')}\n`
}

function topicNode({ name, writtenBy }: TopicDescription): string {
  return `  ${topicId(name)}([${name}])${writtenBy.length === 0 ? ':::outside' : ''}`
}

function topologyNode(topology: TopologyDescription): string {
  const { name, stores } = topology
  const lines = [`<b>${name}</b>`, `tasks: ${taskText(topology)}`]
  const kept = stores.map(({ name, kind, version }) => `${name} (${kind} v${version})`)
  return `  ${topologyId(name)}["${[...lines, ...kept].join('<br/>')}"]`
}

function arrows({ name, sources, sinks }: TopologyDescription): readonly string[] {
  const incoming = sources.map((source) => {
    const label = `|${source.name}${source.ranked ? ', ranked' : ''}|`
    return `  ${topicId(source.topic)} ${source.mode === 'broadcast' ? '-.->' : '-->'}${label} ${topologyId(name)}`
  })
  return [...incoming, ...sinks.map(({ topic }) => `  ${topologyId(name)} --> ${topicId(topic)}`)]
}

function topicId(topic: string): string {
  return `topic_${topic.replace(/[^A-Za-z0-9]/g, '_')}`
}

function topologyId(topology: string): string {
  return `topology_${topology.replace(/[^A-Za-z0-9]/g, '_')}`
}
