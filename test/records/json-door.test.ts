/** The JSON door: shut unless it was opened, open only on its topic, and exact about what it takes. */
import { describe, expect, it } from 'vitest'
import { codecFor } from '../../src/records/codec.ts'
import type { RecordPlace } from '../../src/records/json-door.ts'
import { Serde, UnreadableValue } from '../../src/records/serde.ts'
import { LocalSchemas } from '../../src/runtime/embedded/local-schemas.ts'
import { signal } from '../runtime/example-topologies.ts'

const codec = codecFor('ai.signal')
const place: RecordPlace = { topic: 'ai.signal', partition: 3, offset: 42, timestamp: 1_764_547_200_000 }
const typed = { symbol: 'OPUSDT', action: 'BUY', confidence: 0.9, timeframe: '5m', model: 'me' }
const open = new Serde(new LocalSchemas(undefined), { jsonDoor: new Set(['ai.signal']) })

const bytes = (value: object | string) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))

function refusal(serde: Serde, value: Buffer, at?: RecordPlace): UnreadableValue {
  try {
    serde.decode(codec, value, at)
  } catch (error) {
    if (error instanceof UnreadableValue) return error
    throw error
  }
  throw new Error('the value was readable')
}

describe('an open JSON door', () => {
  it('takes id and time from the place of the record, and leaves out what may be null', () => {
    expect({ ...open.decode(codec, bytes(typed), place) }).toEqual({
      ...typed,
      event_time: place.timestamp,
      signal_id: 'ai.signal-3-42',
      model_version: null,
      reason: null,
      reference_price: null,
      tick_time: null,
    })
  })

  it('takes an id, a time and untagged unions where they are given', () => {
    const said = { ...typed, signal_id: 'mine', event_time: 5, reason: 'why not', reference_price: 0.3, tick_time: 4 }
    expect({ ...open.decode(codec, bytes(said), place) }).toEqual({ ...said, model_version: null })
  })

  it('gives what the same record in wire format gives', () => {
    const said = signal('OPUSDT', place.timestamp, 'why not')
    const wire = open.decode(codec, open.encode(codec, said))
    expect(open.decode(codec, bytes(said), place)).toStrictEqual(wire)
  })

  it('gives a record without these fields none of them', () => {
    const serde = new Serde(new LocalSchemas(undefined), { jsonDoor: new Set(['funding.rate']) })
    const rate = { symbol: 'A', exchange: 'x', rate_ratio: 0.0001, interval_hours: 8 }
    const read = serde.decode(codecFor('funding.rate'), bytes(rate), { ...place, topic: 'funding.rate' })
    expect({ ...read }).toMatchObject({ ...rate, event_time: place.timestamp })
    expect(Object.keys({ ...read })).not.toContain('signal_id')
  })

  it('still reads the wire format', () => {
    const value = signal('A', 1, 'x')
    expect({ ...open.decode(codec, open.encode(codec, value), place) }).toMatchObject({ ...value })
  })

  it.each([
    ['no JSON', '{"symbol":"OPUSDT",', /^not JSON: /],
    ['a field that is missing', { ...typed, timeframe: undefined }, /timeframe: is missing, and must be string/],
    ['a field nobody knows', { ...typed, confidense: 1 }, /confidense: there is no such field/],
    ['a wrong type', { ...typed, confidence: 'high' }, /confidence: "high" is not double/],
    ['a symbol nobody knows', { ...typed, action: 'YOLO' }, /action: "YOLO" is not one of BUY, SELL/],
    ['a tagged union', { ...typed, reason: { string: 'why' } }, /reason: /],
  ])('refuses %s and says so', (_, value, message) => {
    const error = refusal(open, bytes(value), place)
    expect(error).toMatchObject({ code: 'BAD_JSON', schemaId: null })
    expect(error.message).toMatch(message)
  })

  it('refuses what is neither', () => {
    expect(refusal(open, Buffer.from('BUY OPUSDT'), place).code).toBe('NOT_WIRE_FORMAT')
  })
})

describe('a shut JSON door', () => {
  const shut = new Serde(new LocalSchemas(undefined))

  it.each([
    ['where nobody opened it', shut, place],
    ['on every other topic', open, { ...place, topic: 'order.command' }],
    ['where nobody knows the place', open, undefined],
  ])('%s', (_, serde, at) => {
    expect(refusal(serde, bytes(typed), at)).toMatchObject({
      code: 'NOT_WIRE_FORMAT',
      message: expect.stringContaining('the JSON door of this topic is shut'),
    })
  })
})
