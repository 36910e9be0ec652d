import { afterEach, describe, expect, it, vi } from 'vitest'
import { type StopRequest, stopRequest } from '../../../src/cli/run/stop-request.ts'

describe('stopRequest', () => {
  let request: StopRequest
  afterEach(() => {
    request.release()
    vi.restoreAllMocks()
  })

  function listen() {
    request = stopRequest()
    const asked: boolean[] = []
    request.onRequest = (isSecond) => asked.push(isSecond)
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => {
      throw new Error('exited')
    })
    return { asked, exit }
  }

  it('asks for nothing by itself', () => {
    listen()
    expect(request.exitCode).toBeNull()
    expect(request.signal.aborted).toBe(false)
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('aborts at the first %s without ending the process', (signal, exitCode) => {
    const { asked, exit } = listen()
    process.emit(signal, signal)
    expect(request.signal.aborted).toBe(true)
    expect(request.exitCode).toBe(exitCode)
    expect(asked).toEqual([false])
    expect(exit).not.toHaveBeenCalled()
  })

  it('ends the process at the second, after it said so', () => {
    const { asked, exit } = listen()
    process.emit('SIGINT', 'SIGINT')
    expect(() => process.emit('SIGINT', 'SIGINT')).toThrow('exited')
    expect(exit).toHaveBeenCalledWith(130)
    expect(asked).toEqual([false, true])
  })

  it('gives the signals back', () => {
    const before = process.listenerCount('SIGINT')
    listen()
    expect(process.listenerCount('SIGINT')).toBe(before + 1)
    request.release()
    expect(process.listenerCount('SIGINT')).toBe(before)
  })
})
