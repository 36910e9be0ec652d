/** A registry that is away: waited for at start, not missed later, and asked again for schemas nobody knows yet. */

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { RegistryClient, RegistryRefusal } from '../../src/runtime/kafka/registry/registry-client.ts'
import { counter, counts, signal, words } from '../runtime/example-topologies.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { until, untilCaughtUp } from './support/until.ts'
import { Workspace, withPartitions } from './support/workspace.ts'

describeKafka('the schema registry', (services) => {
  /** Stands before the registry, and can be told to be away. */
  async function door(): Promise<{ readonly url: string; isOpen: boolean }> {
    const state = { url: '', isOpen: true }
    const server: Server = createServer(async (request, response) => {
      if (!state.isOpen) return void request.socket.destroy()
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(Buffer.from(chunk))
      const body = Buffer.concat(chunks).toString()
      const target = new URL(services.registryUrl).origin + request.url
      const answer = await fetch(target, {
        method: request.method ?? 'GET',
        headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
        ...(body === '' ? {} : { body }),
      })
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    state.url = `http://127.0.0.1:${port}${new URL(services.registryUrl).pathname}`
    return state
  }

  it('is waited for at start, and not missed later', async () => {
    const workspace = new Workspace(services, [withPartitions(counter, 1)])
    await workspace.create()
    const registry = await door()
    registry.isOpen = false
    const waits: string[] = []
    const member = workspace.member({
      config: { start: 0 },
      registryUrl: registry.url,
      onError: ({ code, message }) => waits.push(`${code} ${message}`),
    })
    const started = member.start()
    await until('the member says what it waits for', () => waits.length > 1)
    expect(waits[0]).toMatch(/^REGISTRY_AWAY the schema registry does not answer: .*asking again in 100 ms$/)
    expect(member.status().state).toBe('starting')
    registry.isOpen = true
    await started
    registry.isOpen = false
    await workspace.publish([{ topic: words, key: 'A', time: 1, value: signal('A', 1, 'x') }])
    await untilCaughtUp([member], 1)
    waits.length = 0
    // An id the member has never met: it has to ask, and takes nothing past it until it knows.
    await workspace.publish([
      { topic: words, key: 'A', time: 2, value: Buffer.from([0, 0x7f, 0x7f, 0x7f, 0x7f, 1]) },
      { topic: words, key: 'A', time: 3, value: signal('A', 3, 'y') },
    ])
    await until('the member asks again', () => waits.length > 1)
    expect(await workspace.read('counts')).toHaveLength(1)
    registry.isOpen = true
    await untilCaughtUp([member], 1)
    await member.stop()
    const reasons = (await workspace.read('counts')).map(({ value }) => workspace.decode(counts, value).reason)
    expect(reasons).toEqual(['x#1', 'y#2'])
  })

  it('refuses a schema that is not fully compatible, whoever registers it', async () => {
    const client = new RegistryClient({ url: services.registryUrl })
    const subject = `${uniqueName('subject')}-value`
    const record = (fields: readonly object[]) => ({ type: 'record', name: 'R', namespace: 'test', fields })
    const a = { name: 'a', type: 'string' }
    const first = await client.register(subject, record([a]))
    expect(await client.register(subject, record([a]))).toBe(first)
    expect(await client.schemaOf(first)).toMatchObject({ name: 'R' })
    expect(await client.schemaOf(0x7f7f7f7f)).toBeUndefined()
    const refusal = await client
      .register(subject, record([a, { name: 'b', type: 'string' }]))
      .catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(RegistryRefusal)
    expect(refusal).toMatchObject({ status: 409 })
    await client.register(subject, record([a, { name: 'b', type: 'string', default: '' }]))
  })

  it('keeps user and password out of errors', async () => {
    const client = new RegistryClient({ url: 'http://someone:secret@127.0.0.1:1/x' })
    const error = await client.schemaOf(1).catch((thrown: unknown) => thrown)
    expect(String(error)).toContain('does not answer')
    expect(JSON.stringify(error) + String(error)).not.toContain('secret')
  })
})
