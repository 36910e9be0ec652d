/** Temporary data folders for tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Makes folders that are removed after the tests of the calling file. */
export function temporaryFolders(): () => string {
  const root = mkdtempSync(join(tmpdir(), 'ilf-storage-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  let count = 0
  return () => join(root, String(count++))
}
