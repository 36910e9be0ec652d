import { beforeAll, describe, expect, it } from 'vitest'
import { openStorage, removeData } from '../../../../src/runtime/embedded/storage/open-storage.ts'
import { identify, isRunning } from '../../../../src/runtime/embedded/storage/process-identity.ts'
import { acquireRunLock } from '../../../../src/runtime/embedded/storage/run-lock.ts'
import { bundle, type Child, start } from './child.ts'
import { temporaryFolders } from './folder.ts'

const folder = temporaryFolders()
let program = ''
const contender = (data: string): Child => start([process.execPath, program, data])

beforeAll(async () => {
  program = await bundle('./run-lock.child.ts')
})

describe('acquireRunLock', () => {
  it('refuses a second process and names the owner', async () => {
    const data = folder()
    const owner = contender(data)
    expect(await owner.line()).toBe('acquired')
    const locked = expect.objectContaining({ code: 'LOCKED', folder: data })
    expect(() => acquireRunLock(data)).toThrow(locked)
    expect(() => acquireRunLock(data)).toThrow(`process id ${owner.process.pid}:`)
    owner.process.stdin?.end()
    expect(await owner.ended).toEqual([0, null])
    await acquireRunLock(data).release()
  })

  it('takes over at once from an owner that was killed', async () => {
    const data = folder()
    const owner = contender(data)
    expect(await owner.line()).toBe('acquired')
    owner.process.kill('SIGKILL')
    await owner.ended
    const lock = acquireRunLock(data)
    const second = contender(data)
    expect(await second.line()).toContain(`process id ${process.pid}:`)
    await second.ended
    await lock.release()
  })

  it('lets exactly one of several in', async () => {
    const data = folder()
    const contenders = [1, 2, 3, 4].map(() => contender(data))
    const answers = await Promise.all(contenders.map((each) => each.line()))
    expect(answers.filter((answer) => answer === 'acquired')).toHaveLength(1)
    for (const each of contenders) each.process.stdin?.end()
    await Promise.all(contenders.map((each) => each.ended))
  })

  it('refuses this process a second time, and releases once', async () => {
    const data = folder()
    const lock = acquireRunLock(data)
    expect(() => acquireRunLock(data)).toThrow(expect.objectContaining({ code: 'LOCKED' }))
    await lock.release()
    const next = acquireRunLock(data)
    await lock.release()
    expect(() => acquireRunLock(data)).toThrow(expect.objectContaining({ code: 'LOCKED' }))
    await next.release()
  })

  it('outlives the data it protects', async () => {
    const data = folder()
    const lock = acquireRunLock(data)
    await openStorage(data, { sync: false }).close()
    removeData(data)
    expect(() => acquireRunLock(data)).toThrow(expect.objectContaining({ code: 'LOCKED' }))
    await lock.release()
  })
})

describe('isRunning', () => {
  it('knows this process', () => {
    expect(isRunning(identify())).toBe(true)
    expect(isRunning({ pid: process.pid, startedAt: null })).toBe(true)
  })

  it('is not fooled by an id that was given again', () => {
    expect(isRunning({ pid: process.pid, startedAt: 'another boot/123' })).toBe(false)
  })

  it('knows a process that has ended', async () => {
    const child = start([process.execPath, '-e', ''])
    const { pid = 0 } = child.process
    await child.ended
    expect(isRunning({ pid, startedAt: null })).toBe(false)
  })
})
