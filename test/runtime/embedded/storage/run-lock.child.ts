/** Claims a folder, tells how that went, and holds it until its input ends. */
import { acquireRunLock } from '../../../../src/runtime/embedded/storage/run-lock.ts'

const [folder = ''] = process.argv.slice(2)
try {
  const lock = acquireRunLock(folder)
  process.stdout.write('acquired\n')
  process.stdin.resume().on('end', () => void lock.release())
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : error}\n`)
}
