/** Runs a TypeScript file of the tests as a process of its own, which can be killed, confined or run beside another. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const repository = fileURLToPath(new URL('../../../../', import.meta.url))

/** Bundles a file for plain Node; packages stay imports, so the bundle lies where they are found. Returns its path. */
export async function bundle(file: string): Promise<string> {
  const outDir = join(repository, 'node_modules/.cache/ilf-test-children')
  const entryFileNames = `${basename(file, '.ts')}.mjs`
  const entry = fileURLToPath(new URL(file, import.meta.url))
  const output = { entryFileNames }
  await build({
    root: repository,
    configFile: false,
    logLevel: 'error',
    build: { ssr: entry, outDir, emptyOutDir: false, target: 'node20', rolldownOptions: { output } },
  })
  return join(outDir, entryFileNames)
}

/** A running child: its lines of output, and how it ended. */
export interface Child {
  readonly process: ChildProcess
  /** The next line it prints; throws where it ends without one, with what it wrote to stderr. */
  line(): Promise<string>
  /** Exit code and signal. */
  readonly ended: Promise<readonly [code: number | null, signal: NodeJS.Signals | null]>
}

/** Starts a command, by default Node on a bundle. */
export function start(command: readonly [string, ...string[]]): Child {
  const [program, ...args] = command
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  const ended = once(child, 'close').then(([code, signal]) => [code, signal] as const)
  return {
    process: child,
    ended,
    async line() {
      const { done, value } = await lines.next()
      if (done !== true) return value
      throw new Error(`${command.join(' ')} ended with ${await ended} before it answered: ${complaint}`)
    },
  }
}
