/** Corrupt bodies: any byte may be any other; a record is then another record or unreadable, at once and in little memory. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Codec, codecFor } from '../../src/records/codec.ts'
import { exitPlan } from '../domain/execution/support/records.ts'
import { instrument } from '../domain/plan/fixtures.ts'

const samples: readonly (readonly [string, () => { decode(bytes: Buffer): unknown; bytes: Buffer }])[] = [
  ['exit.plan', () => of(codecFor('exit.plan'), exitPlan())],
  ['instrument', () => of(codecFor('instrument'), instrument())],
]

function of<V>(codec: Codec<V>, value: V) {
  return { decode: (bytes: Buffer) => codec.decode(bytes), bytes: codec.encode(value) }
}

describe.each(samples)('%s', (_, sample) => {
  const { decode, bytes } = sample()
  const survives = (corrupt: Buffer) => {
    try {
      decode(corrupt)
    } catch (error) {
      expect(error).toBeInstanceOf(Error)
    }
  }

  it('still reads what is sound', () => {
    expect(() => decode(bytes)).not.toThrow()
  })

  it('survives a huge number at any place', () => {
    const huge = Buffer.from([0xfe, 0xff, 0xff, 0xff, 0xff, 0x0f])
    for (let at = 0; at < bytes.length; at++) survives(Buffer.concat([bytes.subarray(0, at), huge, bytes.subarray(at)]))
  })

  it('survives any change of a few bytes', () => {
    const change = fc.record({ at: fc.nat({ max: bytes.length - 1 }), byte: fc.integer({ min: 0, max: 255 }) })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const corrupt = Buffer.from(bytes)
        for (const { at, byte } of changes) corrupt[at] = byte
        survives(corrupt)
      }),
      { numRuns: 2_000 },
    )
  })
})
