import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { freePort } from '../support/process/free-ports.ts'
import { apicurioMissing } from '../support/registry/apicurio.ts'
import { startDockerRegistry } from '../support/registry/docker-registry.ts'
import { registryFromEnvironment } from '../support/registry/find-registry.ts'
import { startJarsRegistry } from '../support/registry/jars-registry.ts'
import type { OwnRegistry } from '../support/registry/test-registry.ts'
import { dockerMissing } from '../support/service/docker.ts'

const FIRST = { type: 'record', name: 'Trade', namespace: 'test', fields: [{ name: 'price', type: 'double' }] }
const EVOLVED = { ...FIRST, fields: [...FIRST.fields, { name: 'note', type: ['null', 'string'], default: null }] }
/** A reader of the first cannot make up a field that has no default. */
const INCOMPATIBLE = { ...FIRST, fields: [{ name: 'quantity', type: 'double' }] }

const WAYS = [
  { how: 'jars', missing: await apicurioMissing(), start: () => startJarsRegistry() },
  { how: 'docker', missing: await dockerMissing(), start: () => startDockerRegistry() },
].filter(({ missing }) => missing === null)

/** What the registry answers to a request of its own API. */
async function ask(url: string, method: string, body?: object): Promise<{ status: number; answer: unknown }> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, answer: await response.json() }
}

function register(registryUrl: string, subject: string, schema: object): ReturnType<typeof ask> {
  return ask(`${registryUrl}/subjects/${subject}/versions`, 'POST', { schema: JSON.stringify(schema) })
}

describeKafka('the shared schema registry', ({ registryUrl }) => {
  it('registers a schema and gives it back by its id', async () => {
    const registry = new SchemaRegistry({ host: registryUrl })
    const subject = `${uniqueName('trade')}-value`
    const { id } = await registry.register({ type: SchemaType.AVRO, schema: JSON.stringify(FIRST) }, { subject })
    expect(await registry.getLatestSchemaId(subject)).toBe(id)
    const { status, answer } = await ask(`${registryUrl}/schemas/ids/${id}`, 'GET')
    expect([status, JSON.parse(Object(answer).schema)]).toEqual([200, FIRST])
    expect(await registry.decode(await registry.encode(id, { price: 2.5 }))).toEqual({ price: 2.5 })
  })

  it('takes a compatible schema and refuses an incompatible one with 409', async () => {
    const subject = `${uniqueName('trade')}-value`
    const level = await ask(`${registryUrl}/config/${subject}`, 'PUT', { compatibility: 'FULL_TRANSITIVE' })
    expect(level.status).toBe(200)
    expect((await register(registryUrl, subject, FIRST)).status).toBe(200)
    expect((await register(registryUrl, subject, EVOLVED)).status).toBe(200)
    expect((await register(registryUrl, subject, INCOMPATIBLE)).status).toBe(409)
  })

  it('is taken from the environment where it answers there', async () => {
    const registry = await registryFromEnvironment(registryUrl).open()
    expect([registry.how, registry.url]).toEqual(['env', registryUrl])
    const nowhere = `http://127.0.0.1:${await freePort()}`
    await expect(registryFromEnvironment(nowhere).open()).rejects.toThrow('nothing answers')
    expect(await registryFromEnvironment(undefined).missing()).toBe('SCHEMA_REGISTRY_URL is not set')
  })
})

describe.each(WAYS)('a registry from $how', ({ start }) => {
  let registry: OwnRegistry

  beforeAll(async () => {
    registry = await start()
  })
  afterAll(() => registry?.stop())

  it('keeps its schemas and their ids over a kill and a start', async () => {
    const subject = `${uniqueName('trade')}-value`
    const { answer } = await register(registry.url, subject, FIRST)
    await registry.kill()
    await expect(register(registry.url, subject, FIRST)).rejects.toThrow('fetch failed')
    await registry.start()
    expect(await register(registry.url, subject, FIRST)).toEqual({ status: 200, answer })
  })
})
