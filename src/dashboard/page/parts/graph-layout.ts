/** Places the graph: topics and topologies in columns, each to the right of what it comes from; feedback runs back. */
import type { Flow } from '../../protocol/flow.ts'

export interface PlacedNode {
  readonly name: string
  readonly isTopology: boolean
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface PlacedEdge {
  readonly from: string
  readonly to: string
  readonly path: string
  readonly isFeedback: boolean
}

export interface GraphLayout {
  readonly nodes: readonly PlacedNode[]
  readonly edges: readonly PlacedEdge[]
  readonly width: number
  readonly height: number
}

const NODE = { width: 132, height: 42 }
const STEP = { x: 168, y: 56 }
const EDGE = 12

/**
 * Topologies stand in the order of the dataflow, one a column at most to the right of the one before; a topic stands
 * behind its first writer, at the very left where it comes from outside. Dead letters are left out: every
 * topology writes them.
 */
export function graphLayout({ topologies, topics }: Flow): GraphLayout {
  const column = new Map<string, number>()
  for (const { name, reads } of topologies) {
    const before = topologies.slice(
      0,
      topologies.findIndex((one) => one.name === name),
    )
    const sources = before.filter(({ writes }) => writes.some((topic) => reads.includes(topic)))
    column.set(name, Math.max(-1, ...sources.map((source) => column.get(source.name) ?? 0)) + 2)
  }
  const shown = [...topics]
    .sort((a, b) => b.records - a.records)
    .filter(({ name, writtenBy, readBy }) => name !== 'dead.letter' && writtenBy.length + readBy.length > 0)
  for (const { name, writtenBy } of shown) {
    const writers = writtenBy.map((writer) => column.get(writer) ?? 0)
    column.set(name, writers.length > 0 ? Math.min(...writers) + 1 : 0)
  }
  const rows = new Map<number, number>()
  const nodes = [
    ...topologies.map(({ name }) => ({ name, isTopology: true })),
    ...shown.map(({ name }) => ({ name, isTopology: false })),
  ].map(({ name, isTopology }) => {
    const at = column.get(name) ?? 0
    const row = rows.get(at) ?? 0
    rows.set(at, row + 1)
    return { name, isTopology, x: EDGE + at * STEP.x, y: EDGE + row * STEP.y, ...NODE }
  })
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const edges = topologies.flatMap(({ name, reads, writes }) => [
    ...[...new Set(reads)].map((topic) => ({ from: topic, to: name })),
    ...[...new Set(writes)].map((topic) => ({ from: name, to: topic })),
  ])
  return {
    nodes,
    edges: edges.flatMap(({ from, to }) => {
      const [a, b] = [byName.get(from), byName.get(to)]
      return a === undefined || b === undefined ? [] : [{ from, to, path: curve(a, b), isFeedback: b.x <= a.x }]
    }),
    width: 2 * EDGE + Math.max(...nodes.map(({ x }) => x)) + NODE.width,
    height: 2 * EDGE + Math.max(...nodes.map(({ y }) => y)) + NODE.height,
  }
}

function curve(a: PlacedNode, b: PlacedNode): string {
  const [x1, y1] = [a.x + a.width, a.y + a.height / 2]
  const [x2, y2] = [b.x, b.y + b.height / 2]
  const bend = Math.max(40, Math.abs(x2 - x1) / 2)
  return `M ${x1} ${y1} C ${x1 + bend} ${y1}, ${x2 - bend} ${y2}, ${x2} ${y2}`
}
