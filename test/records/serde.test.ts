/** The wire format: what is written, what older and newer writers are read as, and every way to be unreadable. */
import { describe, expect, it } from 'vitest'
import { codecFor, codecOf } from '../../src/records/codec.ts'
import { Serde, UnreadableValue } from '../../src/records/serde.ts'
import { LocalSchemas } from '../../src/runtime/embedded/local-schemas.ts'
import { signal } from '../runtime/example-topologies.ts'

/** A record in three versions: v2 added a field with a default, v3 a symbol to an enum. */
const version = (extra: readonly object[], sides: readonly string[] = ['BUY', 'SELL', 'UNKNOWN']) => ({
  type: 'record',
  name: 'Order',
  namespace: 'ilf',
  fields: [
    { name: 'event_time', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'side', type: { type: 'enum', name: 'Side', symbols: sides, default: 'UNKNOWN' } },
    ...extra,
  ],
})
interface Order {
  readonly event_time: number
  readonly side: string
  readonly note?: string | null
}
const note = { name: 'note', type: ['null', 'string'], default: null }
const v1 = codecOf<Order>(version([]))
const v2 = codecOf<Order>(version([note]))
const v3 = codecOf<Order>(version([note], ['BUY', 'SELL', 'SHORT', 'UNKNOWN']))

const fresh = () => new Serde(new LocalSchemas(undefined))

function unreadable(act: () => unknown): UnreadableValue {
  try {
    act()
  } catch (error) {
    if (error instanceof UnreadableValue) return error
    throw error
  }
  throw new Error('the value was readable')
}

describe('wire format', () => {
  it('is a zero byte, the schema id in four bytes, and the Avro body', () => {
    const serde = fresh()
    serde.encode(v1, { event_time: 0, side: 'BUY' })
    const bytes = serde.encode(v2, { event_time: 1, side: 'SELL', note: 'hi' })
    expect([...bytes]).toEqual([0, 0, 0, 0, 2, 2, 2, 2, 4, 104, 105])
  })

  it('gives back what was written', () => {
    const serde = fresh()
    const value = signal('GALAUSDT', 1_764_547_200_000, 'überall')
    expect({ ...serde.decode(codecFor('ai.signal'), serde.encode(codecFor('ai.signal'), value)) }).toMatchObject({
      ...value,
    })
  })

  it('takes values of any size, and does not reuse their memory', () => {
    const serde = fresh()
    const long = { event_time: 1, side: 'BUY', note: 'x'.repeat(300_000) }
    const first = serde.encode(v2, long)
    serde.encode(v2, { event_time: 2, side: 'SELL', note: 'y'.repeat(300_000) })
    expect(serde.decode(v2, first)).toMatchObject(long)
  })

  it('refuses to write what does not fit the schema', () => {
    expect(() => fresh().encode(v1, { event_time: 1, side: 'SIDEWAYS' })).toThrow(/SIDEWAYS/)
    expect(() => fresh().encode(codecFor('ai.signal'), { ...signal('A', 1), event_time: 0.5 })).toThrow(/0\.5/)
  })
})

describe('other versions of a schema', () => {
  it('an older writer: what it did not know gets its default', () => {
    const serde = fresh()
    expect({ ...serde.decode(v2, serde.encode(v1, { event_time: 1, side: 'BUY' })) }).toEqual({
      event_time: 1,
      side: 'BUY',
      note: null,
    })
  })

  it('a newer writer: what this version does not know is dropped, an unknown symbol is UNKNOWN', () => {
    const serde = fresh()
    const written = serde.encode(v3, { event_time: 1, side: 'SHORT', note: 'hi' })
    expect({ ...serde.decode(v1, written) }).toEqual({ event_time: 1, side: 'UNKNOWN' })
    expect({ ...serde.decode(v2, written) }).toEqual({ event_time: 1, side: 'UNKNOWN', note: 'hi' })
  })

  it('are known by the id of the writer, whatever ids another place gave', () => {
    const here = new LocalSchemas(undefined)
    here.idOf(codecFor('ai.signal'))
    const restored = new Serde(new LocalSchemas(here.toJson()))
    expect(restored.encode(codecFor('ai.signal'), signal('A', 1)).readInt32BE(1)).toBe(1)
    expect(restored.encode(v1, { event_time: 1, side: 'BUY' }).readInt32BE(1)).toBe(2)
  })
})

describe('an unreadable value', () => {
  const serde = fresh()
  const codec = codecFor('ai.signal')
  const good = serde.encode(codec, signal('A', 1_000, 'x'))
  const withId = (id: number) => {
    const bytes = Buffer.from(good)
    bytes.writeInt32BE(id, 1)
    return bytes
  }

  it.each([
    ['a tombstone', null, 'TOMBSTONE', null],
    ['nothing', Buffer.alloc(0), 'NOT_WIRE_FORMAT', null],
    ['less than a header', good.subarray(0, 4), 'NOT_WIRE_FORMAT', null],
    ['another magic byte', Buffer.concat([Buffer.from([1]), good.subarray(1)]), 'NOT_WIRE_FORMAT', null],
    ['an unknown schema id', withId(77), 'UNKNOWN_SCHEMA_ID', 77],
    ['a negative schema id', withId(-1), 'UNKNOWN_SCHEMA_ID', -1],
    ['extra bytes', Buffer.concat([good, Buffer.from([0])]), 'BAD_AVRO', 1],
    ['a header and no body', good.subarray(0, 5), 'BAD_AVRO', 1],
  ])('%s', (_, bytes, code, schemaId) => {
    expect(unreadable(() => serde.decode(codec, bytes))).toMatchObject({ code, schemaId })
  })

  it('is told from JSON at a door that is shut', () => {
    expect(unreadable(() => serde.decode(codec, Buffer.from('{"symbol":"A"}'))).message).toContain('looks like JSON')
  })

  it('is a record cut short anywhere', () => {
    for (let end = 5; end < good.length; end++) {
      expect(unreadable(() => serde.decode(codec, good.subarray(0, end)))).toMatchObject({
        code: 'BAD_AVRO',
        schemaId: 1,
      })
    }
  })

  it('is a record of another schema, also on a second look', () => {
    const other = serde.encode(codecFor('funding.rate'), {
      symbol: 'A',
      event_time: 1,
      exchange: 'x',
      rate_ratio: 0,
      interval_hours: 8,
    })
    for (const _ of [1, 2]) {
      const error = unreadable(() => serde.decode(codec, other))
      expect(error).toMatchObject({
        code: 'WRONG_SCHEMA',
        message: expect.stringContaining('not a version of ilf.AiSignal'),
      })
    }
  })

  it('says what is wrong and keeps the cause', () => {
    const error = unreadable(() => serde.decode(codec, good.subarray(0, 8)))
    expect(error.message).toMatch(/^not a ilf\.AiSignal of schema id 1: /)
    expect(error.cause).toBeInstanceOf(Error)
  })
})
