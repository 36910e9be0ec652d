/** The lanes of a process by state, and the lag, as members and the bridge tell them. */
import type { Registry } from 'prom-client'
import type { LaneState } from '../runtime/kafka/lane/lane-state.ts'
import { addGauges } from './series.ts'

const STATES: Readonly<Record<LaneState, true>> = {
  fencing: true,
  restoring: true,
  running: true,
  reopening: true,
  fenced: true,
  halted: true,
  closed: true,
}

/** Adds the number of lanes in every state there is, also where it is none. */
export function addLaneMetrics(registry: Registry, lanes: () => readonly { readonly state: LaneState }[]): void {
  addGauges(registry, { name: 'ilf_lanes', help: 'Lanes this process holds, by state.', labels: ['state'] }, () => {
    const states = lanes().map(({ state }) => state)
    return Object.keys(STATES).map((state) => [{ state }, states.filter((one) => one === state).length] as const)
  })
}

/** What `ilf_lag_records` says, wherever it is told. */
export const LAG = {
  name: 'ilf_lag_records',
  help: 'Records of a partition that were not taken yet: last stable offset minus position.',
  labels: ['topology', 'topic', 'partition'],
} as const

/** Adds for how long every task has stood still although it has inputs. */
export function addStandstill(
  registry: Registry,
  standings: () => readonly { readonly topology: string; readonly partition: number; readonly standstillMs: number }[],
): void {
  const help = 'Time a task has committed nothing although it has inputs; 0 while it gets on or has none.'
  addGauges(registry, { name: 'ilf_standstill_seconds', help, labels: ['topology', 'partition'] }, () =>
    standings().map(({ topology, partition, standstillMs }) => [{ topology, partition }, standstillMs / 1000] as const),
  )
}
