/** A program under measurement: started, watched from outside through /proc, ended. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const TICKS_PER_SECOND = 100

/** CPU seconds and peak resident memory (MB) of a process; only where there is a /proc. */
export function usage(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')
  const peakKb = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return {
    cpuSeconds: (Number(stat[11]) + Number(stat[12])) / TICKS_PER_SECOND,
    peakMb: Math.round(Number(peakKb) / 1024),
  }
}

/** Starts `node …args`. `event(name)` resolves with the time of the JSON line `{"event": name, "t": ms}`. */
export function startProgram(args, environment) {
  const spawnedAtMs = Date.now()
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  const heard = new Map()
  const waiting = new Map()
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) return
    const said = JSON.parse(line)
    if (heard.has(said.event)) return
    heard.set(said.event, said)
    waiting.get(said.event)?.(said)
  })
  const gone = once(child, 'exit')
  return {
    pid: child.pid,
    spawnedAtMs,
    usage: () => usage(child.pid),
    event: (name) =>
      Promise.race([
        heard.get(name) ?? new Promise((resolve) => waiting.set(name, resolve)),
        gone.then(([code]) => {
          if (heard.has(name)) return heard.get(name)
          throw new Error(`${args.join(' ')} ended with ${code} before "${name}"`)
        }),
      ]),
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      const force = setTimeout(end, 10_000)
      await gone
      clearTimeout(force)
      process.off('exit', end)
    },
    kill: () => child.kill('SIGKILL'),
  }
}
