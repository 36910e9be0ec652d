/** A command of the CLI as a process: started, waited for until it says that it runs, watched through /proc, stopped. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { usage } from '../kafka/program.mjs'

const ILF = new URL('../../dist/cli/main.js', import.meta.url).pathname
const STOPS_WITHIN_MS = 20_000

/** Starts `ilf …args`; resolves when it has printed `says`. Throws what it printed where it ends before. */
export async function startIlf(args, says, environment = {}) {
  const child = spawn(process.execPath, [ILF, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  const gone = once(child, 'exit')
  let told = ''
  await new Promise((resolve, reject) => {
    const hear = (chunk) => {
      told += chunk
      if (told.includes(says)) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    gone.then(() => reject(new Error(`ilf ${args[0]} ended before "${says}":\n${told}`)))
  })
  return {
    usage: () => usage(child.pid),
    told: () => told,
    async stop() {
      child.kill('SIGTERM')
      const force = setTimeout(end, STOPS_WITHIN_MS)
      await gone
      clearTimeout(force)
      process.off('exit', end)
    },
  }
}
