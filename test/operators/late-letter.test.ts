/** A late tick as a dead letter. */
import { map } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { lateLetter } from '../../src/operators/late-letter.ts'
import type { LateTick } from '../../src/operators/to-candles.ts'
import { codecFor } from '../../src/records/codec.ts'
import { topics } from '../../src/topics.ts'
import { input, tick } from './inputs.ts'
import { BROKEN, operatorChecklist, play } from './marbles.ts'

const late = (offset: number): LateTick => ({
  kind: 'late',
  tick: input(topics.marketTick, tick(120_000, 10), { partition: 3, offset }),
})
const letter = (offset: number) => ({
  traceId: null,
  value: {
    topic: 'market.tick',
    event_time: 300_000,
    partition: 3,
    offset,
    key: Buffer.from('A'),
    error_code: 'LATE_TICK',
    error: 'a tick of A-PERP at 120000 came after its candle had closed; it is in no candle',
  },
})

operatorChecklist('lateLetter', {
  make: () => map(lateLetter(() => 300_000)),
  makeBroken: () =>
    map(
      lateLetter(() => {
        throw BROKEN
      }),
    ),
  records: [
    [late(7), [letter(7)]],
    [late(8), [letter(8)]],
  ],
})

describe('lateLetter', () => {
  it('fits the schema of dead.letter, with the place of the tick and stream time', () => {
    const [output] = play(map(lateLetter(() => 300_000)), late(7))
    const codec = codecFor('dead.letter')
    expect(output && codec.decode(codec.encode(output.value))).toMatchObject(letter(7).value)
  })
})
