/** How far the tasks of a process have come: none runs ahead of another that may still send it something. */
import type { Topology } from '../../../topology/topology.ts'

/** What the frontier asks of a task. */
export interface FrontierTask {
  readonly topology: string
  /**
   * The turn (see `turnOf`) it would take next: −∞ while it has records it has not fetched yet, +∞ when it has none.
   */
  nextTurn(): number
  /** Turn of its first output that is not committed yet and that the group reads; +∞ when there is none. */
  readonly oldestOutput: number
}

/**
 * Lets tasks go by event time and round, as the embedded driver does: a task waits while another one, from which records
 * may reach it, has an earlier turn to take, or an output of this turn or an earlier one to commit. Whoever is
 * earliest of all waits for nothing but its own commit, so feedback between topologies cannot lock them. Tasks in other processes are not seen:
 * towards them the bounded wait for idle sources has to do.
 */
export class Frontier {
  private readonly upstream: ReadonlyMap<string, ReadonlySet<string>>
  private readonly tasks = new Map<string, Set<FrontierTask>>()
  /** Lanes that are not restored yet: nobody knows what they have to take. */
  private readonly opening = new Set<number>()

  constructor(topologies: readonly Pick<Topology<unknown>, 'name' | 'sources' | 'sinks'>[]) {
    this.upstream = upstreamOf(topologies)
  }

  setOpening(lane: number, isOpening: boolean): void {
    if (isOpening) this.opening.add(lane)
    else this.opening.delete(lane)
  }

  add(task: FrontierTask): void {
    const same = this.tasks.get(task.topology)
    if (same === undefined) this.tasks.set(task.topology, new Set([task]))
    else same.add(task)
  }

  remove(task: FrontierTask): void {
    this.tasks.get(task.topology)?.delete(task)
  }

  /** Whether a task may take a turn now. */
  allows(task: FrontierTask, turn: number): boolean {
    const upstream = this.upstream.get(task.topology)
    if (upstream === undefined || upstream.size === 0) return true
    if (this.opening.size > 0) return false
    for (const topology of upstream) {
      for (const other of this.tasks.get(topology) ?? []) {
        if (other === task) {
          // What it has caused itself may come back to it, a round later at the least.
          if (task.oldestOutput < turn) return false
        } else if (other.oldestOutput <= turn || other.nextTurn() < turn) return false
      }
    }
    return true
  }
}

/** Every topology from which records may reach a topology, directly or through others; itself where they come back. */
function upstreamOf(
  topologies: readonly Pick<Topology<unknown>, 'name' | 'sources' | 'sinks'>[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const upstream = new Map<string, Set<string>>()
  for (const { name, sources } of topologies) {
    const read = new Set(sources.map(({ topic }) => topic.name))
    upstream.set(
      name,
      new Set(topologies.filter(({ sinks }) => sinks.some(({ topic }) => read.has(topic.name))).map((one) => one.name)),
    )
  }
  for (let grown = true; grown; ) {
    grown = false
    for (const found of upstream.values()) {
      const before = found.size
      for (const name of [...found]) for (const further of upstream.get(name) ?? []) found.add(further)
      if (found.size > before) grown = true
    }
  }
  return upstream
}
