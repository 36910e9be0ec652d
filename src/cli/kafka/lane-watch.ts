/** Tells from a member's status what has changed since the last look: assigned, restored, halted, taken away. */
import type { KafkaStatus } from '../../runtime/kafka/kafka-runtime.ts'

type LaneState = KafkaStatus['lanes'][number]['state']

/** A member of a group, as far as a watch looks. */
export interface WatchedMember {
  readonly state: KafkaStatus['state']
  readonly lanes: readonly { readonly lane: number; readonly state: LaneState }[]
}

/** A line for the log. */
export interface WatchLine {
  readonly level: 'info' | 'warn' | 'error'
  readonly text: string
}

const LINES: Readonly<Record<LaneState, readonly [level: WatchLine['level'], verb: string]>> = {
  fencing: ['info', 'taking over'],
  restoring: ['info', 'restoring'],
  running: ['info', 'running'],
  reopening: ['warn', 'opening anew'],
  fenced: ['warn', 'fenced, waiting for the group to say whose it is:'],
  halted: ['error', 'halted'],
  closed: ['info', 'closed'],
}

export class LaneWatch {
  private before: ReadonlyMap<number, LaneState> = new Map()
  private state: KafkaStatus['state'] = 'starting'

  /** What there is to say: one line for each thing that happened, naming all lanes it happened to. */
  see({ state, lanes }: WatchedMember): readonly WatchLine[] {
    const now = new Map(lanes.map((lane) => [lane.lane, lane.state]))
    const won = [...now.keys()].filter((lane) => !this.before.has(lane))
    const lost = [...this.before.keys()].filter((lane) => !now.has(lane))
    const lines: WatchLine[] = []
    if (won.length > 0) lines.push({ level: 'info', text: `assigned ${named(won)}` })
    if (lost.length > 0) lines.push({ level: 'info', text: `gave up ${named(lost)}` })
    if (this.state === 'starting' && state === 'running' && now.size === 0) {
      lines.push({ level: 'warn', text: 'no lane is free: the group has more members than lanes, standing by' })
    }
    const changed = [...now].filter(([lane, one]) => this.before.get(lane) !== one)
    for (const one of new Set(changed.map(([, laneState]) => laneState))) {
      const [level, verb] = LINES[one]
      lines.push({
        level,
        text: `${verb} ${named(changed.filter(([, laneState]) => laneState === one).map(([lane]) => lane))}`,
      })
    }
    this.before = now
    this.state = state
    return lines
  }
}

function named(lanes: readonly number[]): string {
  return `lane${lanes.length === 1 ? '' : 's'} ${[...lanes].sort((a, b) => a - b).join(', ')}`
}
