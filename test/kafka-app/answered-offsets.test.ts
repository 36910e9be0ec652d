/** Answered ticks behind a position: what is written is read back, within what a broker takes. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answeredFromMetadata, answeredToMetadata } from '../../src/kafka-app/ai-bridge/answered-offsets.ts'

describe('answered ticks behind a position', () => {
  it('are read back, and those before it are forgotten', () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 40),
        fc.uniqueArray(fc.integer({ min: -500, max: 5_000 }), { maxLength: 300 }),
        (at, list) => {
          const metadata = answeredToMetadata(
            at,
            list.map((delta) => at + delta),
          )
          const behind = list.filter((delta) => delta >= 0).map((delta) => at + delta)
          expect(answeredFromMetadata(at, metadata.split(' '))).toEqual(new Set(behind))
        },
      ),
    )
  })

  it('take no more room than a broker gives, the nearest first', () => {
    const metadata = answeredToMetadata(
      0,
      Array.from({ length: 10_000 }, (_, i) => i),
    )
    expect(metadata.length).toBeLessThanOrEqual(4_096)
    const kept = answeredFromMetadata(0, metadata.split(' '))
    expect(kept.size).toBeGreaterThan(1_000)
    expect(Math.max(...kept)).toBe(kept.size - 1)
  })

  it('are none in the metadata of others', () => {
    expect(answeredFromMetadata(7, ['trade-intent', 'exit-brain'])).toEqual(new Set())
    expect(answeredFromMetadata(7, [''])).toEqual(new Set())
  })
})
