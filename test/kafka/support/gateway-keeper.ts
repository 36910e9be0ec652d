/** Keeps a gateway running as an operator does: one that was killed, or that ended by losing its lease, is started again. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import type { GatewayStatus } from '../../../src/kafka-app/gateway/gateway-status.ts'

type Line =
  | ({ readonly event: 'status' } & GatewayStatus)
  | { readonly event: 'error'; readonly code: string; readonly message: string }
  | { readonly event: 'ended'; readonly code: string }

/** A machine that stalls loses the lease: nothing is signed any more, and the next process goes on. */
const MAY_END_WITH = ['LEASE_LOST']

export class GatewayKeeper {
  /** Of the process that runs now; null before it says anything. */
  status: GatewayStatus | null = null
  /** Codes that processes ended with by themselves and should not have. */
  readonly failures: string[] = []
  /** Processes that ended by losing their lease. */
  leasesLost = 0
  private readonly program: string
  private readonly settings: object
  private child: ChildProcess | null = null
  private isStopping = false

  constructor(program: string, settings: object) {
    this.program = program
    this.settings = settings
    onTestFinished(() => {
      this.isStopping = true
      this.child?.kill('SIGKILL')
    })
  }

  start(): void {
    this.status = null
    const child = spawn(process.execPath, [this.program, JSON.stringify(this.settings)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child = child
    let complaint = ''
    let code: string | null = null
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString()
    })
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line: Line = JSON.parse(text)
      if (line.event === 'ended') code = line.code
      if (line.event === 'status' && this.child === child) this.status = line
    })
    child.once('close', (exitCode) => {
      if (this.child !== child) return
      if (!this.isStopping) this.again(code, `${code ?? `exit code ${exitCode}`} ${complaint}`)
    })
  }

  /** SIGKILL at once, and a new process. */
  async kill(): Promise<void> {
    const { child } = this
    this.child = null
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'close')
    }
    this.start()
  }

  private again(code: string | null, what: string): void {
    if (code !== null && MAY_END_WITH.includes(code)) this.leasesLost += 1
    else this.failures.push(what)
    this.start()
  }
}
