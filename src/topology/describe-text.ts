/** The description of topologies as text for a terminal. */
import { type Described, describe, type TopicDescription, type TopologyDescription } from './describe.ts'

const FOOT =
  'Every topology also writes the order of its inputs to <topology>.order, and what it cannot read to dead.letter.'

/** A block for each topology, then the topics that join them. Ends with a line end. */
export function describeText(topologies: readonly Described[]): string {
  const graph = describe(topologies)
  const blocks = graph.topologies.map(topologyBlock)
  return `${[...blocks, topicBlock(graph.topics), FOOT].join('\n\n')}\n`
}

function topologyBlock(topology: TopologyDescription): string {
  const { name, doc, sources, stores, sinks } = topology
  return [
    `topology ${name}`,
    `  ${doc}`,
    `  tasks: ${taskText(topology)}`,
    ...section(
      'sources',
      sources.map(({ name, topic, mode, ranked }) => [name, topic, ranked ? `${mode}, ranked` : mode]),
    ),
    ...section(
      'stores',
      stores.map(({ name, kind, version }) => [name, kind, `v${version}`]),
    ),
    ...section(
      'sinks',
      sinks.map(({ name, topic }) => [name, topic]),
    ),
  ].join('\n')
}

/** How many tasks a topology has, and when it is woken. */
export function taskText({ tasks, taskCount, punctuateEveryMs }: TopologyDescription): string {
  const count = tasks === 'single' ? 'one for all partitions' : `one for each of ${taskCount} partitions`
  return punctuateEveryMs === null ? count : `${count}, punctuated every ${punctuateEveryMs / 1000} s of event time`
}

function topicBlock(topics: readonly TopicDescription[]): string {
  const rows = topics.map(({ name, writtenBy, readBy, cleanup }) => [
    name,
    writtenBy.join(', ') || '(from outside)',
    `→ ${readBy.join(', ') || '(read by no topology)'}${cleanup === 'compact' ? '  [compacted]' : ''}`,
  ])
  return ['topics', ...table(rows, '  ')].join('\n')
}

function section(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  return [`  ${title}`, ...(rows.length === 0 ? ['    none'] : table(rows, '    '))]
}

/** Rows in columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[], indent: string): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    `${indent}${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  )
}
