import { expect, test, vi } from 'vitest'
import { NoServiceError } from './service/find-service.ts'
import { type Sharing, shareServices } from './share-services.ts'

const NO_BROKER = new NoServiceError('Kafka broker', ['no Docker engine answers', 'no Java 17 or newer was found'])

/** Both services there, but for what a test replaces; `stops` counts what was stopped. */
function sharing(replaced: Partial<Sharing> = {}) {
  const stops = vi.fn(async () => undefined)
  const warn = vi.fn()
  const options: Sharing = {
    findBroker: async () => ({ how: 'jars', brokers: ['host:9092'], stop: stops }),
    findRegistry: async () => ({ how: 'env', url: 'http://host/api', stop: stops }),
    isRequired: false,
    warn,
    ...replaced,
  }
  return { options, stops, warn }
}

test('both services are shared until they are stopped', async () => {
  const { options, stops, warn } = sharing()
  const shared = await shareServices(options)
  expect(shared.services).toEqual({ brokers: ['host:9092'], how: 'jars', registryUrl: 'http://host/api' })
  expect(stops).not.toHaveBeenCalled()
  await shared.stop()
  expect(stops).toHaveBeenCalledTimes(2)
  expect(warn).not.toHaveBeenCalled()
})

test('without a broker the registry is stopped, and every reason is said loudly', async () => {
  const { options, stops, warn } = sharing({ findBroker: () => Promise.reject(NO_BROKER) })
  expect((await shareServices(options)).services).toBeNull()
  expect(stops).toHaveBeenCalledTimes(1)
  expect(warn.mock.calls.join()).toMatch(/NOT RUN(.|\n)*no Docker engine answers; no Java 17/)
})

test('where the tests are required, a missing broker is an error', async () => {
  const { options, stops } = sharing({ findBroker: () => Promise.reject(NO_BROKER), isRequired: true })
  await expect(shareServices(options)).rejects.toThrow('no Docker engine answers')
  expect(stops).toHaveBeenCalledTimes(1)
})

test('a service that the environment names and that does not answer is always an error', async () => {
  const { options } = sharing({ findRegistry: () => Promise.reject(new Error('nothing answers')) })
  await expect(shareServices(options)).rejects.toThrow('nothing answers')
})
