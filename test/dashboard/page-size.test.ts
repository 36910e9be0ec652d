/** The page is small: everything it loads, compressed. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import '../cli/support/ilf.ts'

const PAGE = fileURLToPath(new URL('../../dist/dashboard/page/', import.meta.url))
const MOST_BYTES = 300 * 1024

it('loads less than 300 KB, compressed', () => {
  const files = readdirSync(PAGE, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.length).toBeGreaterThan(2)
  const bytes = files.reduce(
    (sum, { parentPath, name }) => sum + gzipSync(readFileSync(join(parentPath, name))).length,
    0,
  )
  expect(bytes).toBeLessThan(MOST_BYTES)
})
