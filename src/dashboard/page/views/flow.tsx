/** The graph of topics and topologies, with how much runs through it, and the stores. */
import type { Flow, FlowTopic, FlowTopology } from '../../protocol/flow.ts'
import { count, rate } from '../format.ts'
import { useLive } from '../live.ts'
import { Answer, Card } from '../parts/card.tsx'
import { graphLayout } from '../parts/graph-layout.ts'
import { type Column, Table } from '../parts/table.tsx'

export function FlowView() {
  const loaded = useLive<Flow>('flow')
  return (
    <>
      <h1>Topology</h1>
      <Answer loaded={loaded}>
        {(flow) => (
          <div class="grid">
            <Card
              title="Topologies and their topics"
              wide
              note="what is written stands below its writer; feedback runs back up, dashed"
            >
              <Graph flow={flow} />
            </Card>
            <Card title="Topics" note={count(flow.topics.length)}>
              <Table
                label="Topics"
                columns={TOPIC_COLUMNS}
                rows={flow.topics}
                keyOf={({ name }) => name}
                empty="None."
              />
            </Card>
            <Card title="Stores" note="entries">
              <Table
                label="Stores"
                columns={STORE_COLUMNS}
                rows={flow.topologies.flatMap(({ name, stores }) =>
                  stores.map((store) => ({ topology: name, ...store })),
                )}
                keyOf={({ topology, name }) => `${topology} ${name}`}
                empty={
                  flow.hasStores
                    ? 'No store has entries yet.'
                    : 'Not shown for a cluster: its stores are with the members.'
                }
              />
            </Card>
          </div>
        )}
      </Answer>
    </>
  )
}

interface StoreRow {
  readonly topology: string
  readonly name: string
  readonly entries: number
}

const TOPIC_COLUMNS: readonly Column<FlowTopic>[] = [
  { title: 'Topic', cell: ({ name }) => <code>{name}</code> },
  { title: 'Records', isFigure: true, cell: ({ records }) => count(records) },
  { title: 'Now', isFigure: true, cell: ({ recordsPerSecond }) => rate(recordsPerSecond) },
]

const STORE_COLUMNS: readonly Column<StoreRow>[] = [
  { title: 'Topology', cell: ({ topology }) => topology },
  { title: 'Store', cell: ({ name }) => <code>{name}</code> },
  { title: 'Entries', isFigure: true, cell: ({ entries }) => count(entries) },
]

function Graph({ flow }: { readonly flow: Flow }) {
  const { nodes, edges, width, height } = graphLayout(flow)
  const topicOf = new Map(flow.topics.map((topic) => [topic.name, topic]))
  const topologyOf = new Map<string, FlowTopology>(flow.topologies.map((topology) => [topology.name, topology]))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
    <section class="scroll" tabIndex={0} aria-label="Graph">
      <svg
        class="graph"
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label="Graph of topics and topologies; the tables below say the same"
      >
        {edges.map(({ from, to, path, isFeedback }) => (
          <path key={`${from} ${to}`} class={isFeedback ? 'edge feedback' : 'edge'} d={path} />
        ))}
        {nodes.map(({ name, x, y, width: w, height: h, isTopology }) => (
          <g key={name} class={isTopology ? 'node topology' : 'node'} transform={`translate(${x} ${y})`}>
            <title>{isTopology ? topologyOf.get(name)?.doc : name}</title>
            <rect width={w} height={h} rx={isTopology ? 8 : h / 2} />
            <text x={w / 2} y={h / 2 - 2}>
              {name}
            </text>
            <text class="small" x={w / 2} y={h / 2 + 12}>
              {isTopology ? storeWords(topologyOf.get(name), flow.hasStores) : topicWords(topicOf.get(name))}
            </text>
          </g>
        ))}
      </svg>
    </section>
  )
}

const topicWords = (topic: FlowTopic | undefined): string =>
  topic === undefined ? '' : `${count(topic.records)} · ${rate(topic.recordsPerSecond)}`

const storeWords = (topology: FlowTopology | undefined, isShown: boolean): string =>
  isShown ? `${count((topology?.stores ?? []).reduce((sum, { entries }) => sum + entries, 0))} entries` : 'topology'
