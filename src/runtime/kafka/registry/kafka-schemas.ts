/** The schema ids of a cluster: registers what this program writes, remembers what it has met, and learns the rest in time. */
import type { Codec } from '../../../records/codec.ts'
import { type SchemaIds, WIRE_HEADER_BYTES } from '../../../records/serde.ts'
import type { Topic } from '../../../topology/topic.ts'
import { StreamError } from '../../errors.ts'
import { type Patience, patiently } from '../client/patiently.ts'
import type { RegistryClient } from './registry-client.ts'

export interface KafkaSchemasOptions extends Patience {
  readonly client: RegistryClient
  /** In front of every topic name, and so of every subject. */
  readonly topicPrefix: string
}

export class KafkaSchemas implements SchemaIds {
  private readonly options: KafkaSchemasOptions
  private readonly ids = new Map<string, number>()
  /** `undefined` where the registry does not know the id. */
  private readonly schemas = new Map<number, object | undefined>()
  private readonly learning = new Map<number, Promise<void>>()

  constructor(options: KafkaSchemasOptions) {
    this.options = options
  }

  /** Registers the schemas of topics one after the other; waits for a registry that is away. Throws a RegistryRefusal. */
  async register(topics: readonly Topic<unknown>[]): Promise<void> {
    const { client, topicPrefix } = this.options
    for (const { name, codec } of topics) {
      const id = await patiently(() => client.register(`${topicPrefix}${name}-value`, codec.schema), this.options)
      if (!this.ids.has(codec.fingerprint)) this.ids.set(codec.fingerprint, id)
      this.schemas.set(id, codec.schema)
    }
  }

  idOf({ fingerprint, name }: Codec<unknown>): number {
    const id = this.ids.get(fingerprint)
    if (id === undefined)
      throw new StreamError('NOT_REGISTERED', 'halt', `the schema ${name} was not registered at start`)
    return id
  }

  schemaOf(id: number): object | undefined {
    return this.schemas.get(id)
  }

  /** Fetches the schemas that values name and nobody knows yet; null when there is nothing to fetch. */
  learn(values: readonly { readonly bytes: Buffer | null }[]): Promise<void> | null {
    let unknown: Set<number> | null = null
    for (const { bytes } of values) {
      if (bytes === null || bytes.length < WIRE_HEADER_BYTES || bytes[0] !== 0) continue
      const id = bytes.readInt32BE(1)
      if (this.schemas.has(id)) continue
      unknown ??= new Set()
      unknown.add(id)
    }
    return unknown === null ? null : Promise.all([...unknown].map((id) => this.fetch(id))).then(() => undefined)
  }

  private fetch(id: number): Promise<void> {
    let fetching = this.learning.get(id)
    if (fetching === undefined) {
      fetching = patiently(() => this.options.client.schemaOf(id), this.options).then((schema) => {
        this.schemas.set(id, schema)
        this.learning.delete(id)
      })
      this.learning.set(id, fetching)
    }
    return fetching
  }
}
