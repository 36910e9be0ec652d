/** Places the graph: topics and topologies in rows, each below what it comes from; feedback runs back up. */
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
const STEP = { x: 236, y: 78 }
const EDGE = 12
/** How far feedback swings out. */
const BEND = 60

/**
 * Topologies stand in the order of the dataflow, one a row at most below the one before; a topic stands below its first
 * writer, at the very top where it comes from outside. Rows are centred. Dead letters are left out: every topology writes
 * them.
 */
export function graphLayout({ topologies, topics }: Flow): GraphLayout {
  const rowOf = new Map<string, number>()
  for (const { name, reads } of topologies) {
    const before = topologies.slice(
      0,
      topologies.findIndex((one) => one.name === name),
    )
    const sources = before.filter(({ writes }) => writes.some((topic) => reads.includes(topic)))
    rowOf.set(name, Math.max(-1, ...sources.map((source) => rowOf.get(source.name) ?? 0)) + 2)
  }
  const shown = [...topics]
    .sort((a, b) => b.records - a.records)
    .filter(({ name, writtenBy, readBy }) => name !== 'dead.letter' && writtenBy.length + readBy.length > 0)
  for (const { name, writtenBy } of shown) {
    const writers = writtenBy.map((writer) => rowOf.get(writer) ?? 0)
    rowOf.set(name, writers.length > 0 ? Math.min(...writers) + 1 : 0)
  }
  const rows = new Map<number, Pick<PlacedNode, 'name' | 'isTopology'>[]>()
  for (const { name } of topologies) put(rows, rowOf.get(name) ?? 0, { name, isTopology: true })
  for (const { name } of shown) put(rows, rowOf.get(name) ?? 0, { name, isTopology: false })
  const widest = Math.max(...[...rows.values()].map((row) => row.length))
  const width = 2 * EDGE + (widest - 1) * STEP.x + NODE.width
  const nodes = [...rows].flatMap(([row, members]) => {
    const left = (width - (members.length - 1) * STEP.x - NODE.width) / 2
    return members.map((node, at) => ({ ...node, x: left + at * STEP.x, y: EDGE + row * STEP.y, ...NODE }))
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
      return a === undefined || b === undefined ? [] : [{ from, to, path: curve(a, b), isFeedback: b.y <= a.y }]
    }),
    width,
    height: 2 * EDGE + Math.max(...nodes.map(({ y }) => y)) + NODE.height,
  }
}

function put<T>(rows: Map<number, T[]>, row: number, node: T): void {
  const members = rows.get(row)
  if (members === undefined) rows.set(row, [node])
  else members.push(node)
}

/** From the lower edge of one to the upper edge of the other; back up it leaves and comes in at the side. */
function curve(a: PlacedNode, b: PlacedNode): string {
  if (b.y <= a.y) {
    const [x1, y1] = [a.x + a.width, a.y + a.height / 2]
    const [x2, y2] = [b.x + b.width, b.y + b.height / 2]
    const out = Math.max(x1, x2) + BEND
    return `M ${x1} ${y1} C ${out} ${y1}, ${out} ${y2}, ${x2} ${y2}`
  }
  const [x1, y1] = [a.x + a.width / 2, a.y + a.height]
  const [x2, y2] = [b.x + b.width / 2, b.y]
  const bend = Math.max(24, (y2 - y1) / 2)
  return `M ${x1} ${y1} C ${x1} ${y1 + bend}, ${x2} ${y2 - bend}, ${x2} ${y2}`
}
