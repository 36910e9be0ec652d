import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openStorage } from '../../../../src/runtime/embedded/storage/open-storage.ts'
import { bundle, start } from './child.ts'
import { temporaryFolders } from './folder.ts'
import { lastWholeBatch, numberedBatch } from './numbered-batch.ts'

const folder = temporaryFolders()
let program = ''

beforeAll(async () => {
  program = await bundle('./full-disk.child.ts')
})

/** A shell command that runs `exec "$@"` where files may not grow past 6 MB (blocks of 512 bytes or of 1 KiB). */
const SMALL_FILES = 'ulimit -S -f 6000 && exec "$@"'
/** A shell command that runs `exec "$@"` with a disk of 12 MB mounted on $0; it needs no root, and leaves nothing. */
const SMALL_DISK = 'mount -t tmpfs -o size=12m none "$0" && exec "$@"'

const isPossible = (command: readonly [string, ...string[]]): boolean => {
  const [program, ...args] = command
  return spawnSync(program, args).status === 0
}
const canMount = isPossible(['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs none /mnt'])
const canLimit = process.platform === 'linux'
if (!canMount) console.warn('SKIPPED: a full disk, for want of permission to mount one. A file size limit stands in.')
if (!canLimit) console.warn('SKIPPED: a file size limit, which only Linux tells a process of.')

const full = (data: string) => ({ code: 'DISK_FULL', folder: data, message: expect.stringContaining(data) })

describe('no room left', () => {
  it.runIf(canLimit)(
    'by a file size limit: nothing of the commit is visible, and a later process goes on',
    async () => {
      const root = folder()
      mkdirSync(root)
      const child = start(['sh', '-c', SMALL_FILES, root, process.execPath, program, root])
      const told = JSON.parse(await child.line())
      const data = join(root, 'data')
      expect(told).toEqual({ refused: full(data), whole: expect.any(Number), onFullDisk: null, resumedAt: null })
      expect(told.refused.message).toMatch(/at least 0\.\d MB are needed, .* Make room and start again/)
      expect(told.whole).toBeGreaterThan(5)

      const storage = openStorage(data)
      expect(lastWholeBatch(storage)).toBe(told.whole)
      storage.commit(numberedBatch(told.whole + 1, storage))
      expect(lastWholeBatch(storage)).toBe(told.whole + 1)
      await storage.close()
    },
  )

  it.runIf(canMount)('on the disk: nothing of the commit is visible, and the same process goes on', async () => {
    const root = folder()
    mkdirSync(root)
    const child = start(['unshare', '-rm', 'sh', '-c', SMALL_DISK, root, process.execPath, program, root, '4000000'])
    const told = JSON.parse(await child.line())
    const another = join(root, 'another')
    expect(told).toEqual({
      refused: full(join(root, 'data')),
      whole: expect.any(Number),
      onFullDisk: [full(join(root, 'data')), full(another), full(another)],
      resumedAt: told.whole + 1,
    })
    expect(told.whole).toBeGreaterThan(5)
  })
})
