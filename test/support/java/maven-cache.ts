/** Folders of artifacts from Maven Central, fetched once and kept across test runs. */
import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ownedFolder, removeFolder } from '../process/owned-folder.ts'
import { runProgram } from '../process/run-program.ts'
import { inProject } from '../project-root.ts'

const CACHE = inProject('node_modules/.cache/ilf-test-servers')
const FETCH_TIMEOUT_MS = 300_000
const fetching = new Map<string, Promise<string>>()
let lastFetch: Promise<unknown> = Promise.resolve()

/**
 * The cached folder `name`, filled by `mvn` with `goal` when it is not there yet; `outputDirectory` is added. Fetches of
 * one process follow each other, because two of them may not write Maven's own cache at once.
 */
export function mavenFolder(name: string, goal: readonly string[]): Promise<string> {
  const known = fetching.get(name)
  if (known !== undefined) return known
  const folder = join(CACHE, name)
  const fetched = existsSync(folder) ? Promise.resolve(folder) : lastFetch.then(() => fetchInto(folder, goal))
  lastFetch = fetched.catch(() => undefined)
  fetching.set(name, fetched)
  return fetched
}

async function fetchInto(folder: string, goal: readonly string[]): Promise<string> {
  const partial = `${folder}.${process.pid}.partial`
  await mkdir(dirname(folder), { recursive: true })
  const args = ['--batch-mode', '--quiet', ...goal, `-DoutputDirectory=${partial}`]
  // Maven notes in its working folder what it has unpacked, and would not unpack it a second time.
  const cwd = await ownedFolder('maven')
  const { exitCode, stdout, stderr } = await runProgram('mvn', args, { cwd, timeoutMs: FETCH_TIMEOUT_MS })
  await removeFolder(cwd)
  if (exitCode !== 0) throw new Error(`mvn ${args.join(' ')} ended with ${exitCode}\n${stdout}\n${stderr}`)
  await rename(partial, folder).catch(async (error: unknown) => {
    // Another process was faster: its folder is as good.
    await removeFolder(partial)
    if (!existsSync(folder)) throw error
  })
  return folder
}
