/** The folder of package.json, found from wherever this module runs: as a source, or compiled into another folder. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** An absolute path inside the project. */
export function inProject(...path: readonly string[]): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    if (dirname(folder) === folder) throw new Error('package.json is in no folder above this module')
    folder = dirname(folder)
  }
  return join(folder, ...path)
}
