/** Prometheus's own checker; where there is none the tests say so loudly. */
import { spawnSync } from 'node:child_process'

const FRAME = '#'.repeat(100)
const program = process.env.ILF_PROMTOOL ?? 'promtool'

/** Whether it is on this machine. */
export const hasPromtool = spawnSync(program, ['--version']).status === 0

if (!hasPromtool) {
  const message =
    'THE RULES ARE NOT CHECKED BY PROMTOOL: there is none. Install Debian’s `prometheus`, or set ILF_PROMTOOL'
  console.error(`\n${FRAME}\n${message}\n${FRAME}\n`)
}

export interface Checked {
  readonly status: number | null
  /** All it said. */
  readonly said: string
}

/** Runs it with arguments and an input. */
export function promtool(args: readonly string[], input = ''): Checked {
  const { status, stdout, stderr } = spawnSync(program, [...args], { input, encoding: 'utf8' })
  return { status, said: `${stdout}\n${stderr}` }
}
