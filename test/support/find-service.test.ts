import { expect, test, vi } from 'vitest'
import { findService, NoServiceError, type Way } from './service/find-service.ts'
import type { ServiceOrigin } from './service/service.ts'

/** A way that is missing for a reason, fails with one, or gives its own name. */
function way(how: ServiceOrigin, { missing, fails }: { missing?: string; fails?: string } = {}): Way<ServiceOrigin> {
  return {
    how,
    missing: vi.fn(async () => missing ?? null),
    open: vi.fn(async () => {
      if (fails !== undefined) throw new Error(fails)
      return how
    }),
  }
}

test('the first way that exists is taken, and no later one is even asked for', async () => {
  const docker = way('docker')
  expect(await findService('broker', [way('env'), docker])).toBe('env')
  expect(docker.missing).not.toHaveBeenCalled()
})

test('a way that does not exist gives way to the next', async () => {
  const env = way('env', { missing: 'not set' })
  const docker = way('docker', { missing: 'no engine' })
  expect(await findService('broker', [env, docker, way('jars')])).toBe('jars')
  expect(docker.open).not.toHaveBeenCalled()
})

test('a way that exists but does not work gives way to the next, and says so', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const docker = way('docker', { fails: 'no such image' })
  expect(await findService('broker', [docker, way('jars')])).toBe('jars')
  expect(warn).toHaveBeenCalledWith('broker: docker did not work: no such image')
  warn.mockRestore()
})

test('what the environment names and does not work is an error: nothing else takes its place', async () => {
  const jars = way('jars')
  await expect(findService('broker', [way('env', { fails: 'refused' }), jars])).rejects.toThrow('refused')
  expect(jars.missing).not.toHaveBeenCalled()
})

test('no way at all is an error of its own, with every reason', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const none = findService('broker', [way('env', { missing: 'not set' }), way('jars', { fails: 'no Maven' })])
  await expect(none).rejects.toThrow(new NoServiceError('broker', ['not set', 'no Maven']))
  warn.mockRestore()
})
