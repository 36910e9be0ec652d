/** Starts and watches members that run as processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { KafkaStatus } from '../../../src/runtime/kafka/kafka-runtime.ts'
import { bundle } from '../../runtime/embedded/storage/child.ts'
import type { Workspace } from './workspace.ts'

type Line =
  | { readonly event: 'taken' }
  | { readonly event: 'error'; readonly code: string; readonly message: string }
  | { readonly event: 'status'; readonly status: KafkaStatus; readonly taken: number; readonly rssMb: number }

export class MemberProcess {
  status: KafkaStatus | null = null
  /** Inputs it has taken. */
  taken = 0
  /** The largest resident memory it reported, MB. */
  mostRssMb = 0
  /** The largest lag it reported, records. */
  mostLag = 0
  /** The lanes it has held, one entry for each change, as `0 1 2`. */
  readonly holdings: string[] = []
  /** Codes of the errors it reported. */
  readonly errors: string[] = []
  /** Resolves when it has taken its first input. */
  readonly working: Promise<void>
  readonly process: ChildProcess
  private complaint = ''

  constructor(program: string, settings: object) {
    this.process = spawn(process.execPath, [program, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.process.stderr?.on('data', (chunk: Buffer) => {
      this.complaint += chunk.toString()
    })
    this.working = new Promise((resolve) => {
      createInterface({ input: this.process.stdout! }).on('line', (line) => this.hear(JSON.parse(line), resolve))
    })
  }

  get isAlive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null
  }

  /** Sends a signal and waits for the end; throws what it complained about if it ended badly by itself. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!this.isAlive) throw new Error(`the member died by itself: ${this.complaint} ${this.errors.join(' ')}`)
    const ended = once(this.process, 'close')
    this.process.kill(signal)
    await ended
  }

  private hold(lanes: string): void {
    if (this.holdings.at(-1) !== lanes) this.holdings.push(lanes)
  }

  private hear(line: Line, working: () => void): void {
    switch (line.event) {
      case 'taken':
        working()
        break
      case 'error':
        this.errors.push(`${line.code} ${line.message}`)
        break
      case 'status':
        this.status = line.status
        this.taken = line.taken
        this.hold(line.status.lanes.map(({ lane }) => lane).join(' '))
        this.mostLag = Math.max(this.mostLag, line.status.lag)
        this.mostRssMb = Math.max(this.mostRssMb, line.rssMb)
        break
    }
  }
}

/** Bundles the member's program once, and hands back how to start one in a workspace. */
export async function memberProgram(): Promise<
  <C>(workspace: Workspace<C>, commitEveryInputs?: number) => MemberProcess
> {
  const program = await bundle(new URL('./member.child.ts', import.meta.url).href)
  return (workspace, commitEveryInputs = 40) =>
    new MemberProcess(program, {
      ...workspace.cluster,
      registryUrl: workspace.services.registryUrl,
      groupId: workspace.groupId,
      // Small transactions: so there is always one to be cut in two.
      timing: {
        commitEveryInputs,
        rebalanceTimeoutMs: 400,
        heartbeatMs: 100,
        transactionTimeoutMs: 3_000,
      },
    })
}
