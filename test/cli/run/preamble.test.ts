import { describe, expect, it } from 'vitest'
import { type PlayChoice, preamble } from '../../../src/cli/run/preamble.ts'
import type { RecordingSummary } from '../../../src/connectors/recordings/index.ts'
import { START, SUMMARY } from './summary.ts'

const HOUR_MS = 3_600_000
const EVERYTHING: PlayChoice = {
  symbols: undefined,
  from: undefined,
  to: undefined,
  set: [],
  speed: 'max',
  data: '.ilf/data',
}

function rows(summary: Partial<RecordingSummary> = {}, choice: Partial<PlayChoice> = {}, resumedAt = 0) {
  const said = preamble({ summary: { ...SUMMARY, ...summary }, resumedAt }, { ...EVERYTHING, ...choice })
  return Object.fromEntries(said)
}

describe('preamble', () => {
  it('says of a recording without peculiarities only what there always is to say', () => {
    expect(rows()).toEqual({
      recording: 'some.csv, 1,200 candles, 10 h',
      period: '2025-12-13 18:00 to 2025-12-14 04:00 UTC',
      gaps: 'none',
      markets: '2 traded, 1 for reference',
      instruments: 'some.instruments.json',
      funding: 'none in the data: no payments, funding_rate 0, and the records say so',
      signals: 'the built-in model (ai-baseline)',
      data: '.ilf/data',
    })
  })

  const gap = (hour: number) => ({
    from: START + hour * HOUR_MS,
    to: START + (hour + 0.5) * HOUR_MS,
    missingMinutes: 30,
  })

  it('names the first gaps and counts the others, also those the scan did not list', () => {
    const gaps = [1, 2, 3, 4, 5].map(gap)
    expect(rows({ gaps, gapCount: 7 }).gaps).toBe(
      '2025-12-13 19:00 for 30 min; 2025-12-13 20:00 for 30 min; 2025-12-13 21:00 for 30 min; 4 more',
    )
  })

  it('leaves out gaps outside of the period that is played', () => {
    const choice = { from: START + 2.5 * HOUR_MS, to: START + 4 * HOUR_MS }
    const { gaps, period } = rows({ gaps: [1, 3, 5].map(gap), gapCount: 3 }, choice)
    expect(gaps).toBe('2025-12-13 21:00 for 30 min')
    expect(period).toBe('2025-12-13 20:30 to 2025-12-13 22:00 UTC')
  })

  it('counts the markets that have gaps of their own', () => {
    expect(rows({ marketGaps: [{ market: 'AUSDT', gapCount: 2 }] }).gaps).toBe('1 markets have more of their own')
  })

  it('says that instruments were derived, and of which markets', () => {
    const derived = ['AUSDT: assumed']
    expect(rows({ instruments: { file: null, source: null, derived } })).toMatchObject({
      instruments: 'derived from the data, no file describes them (1 markets)',
      derived: 'AUSDT: assumed',
    })
    const partly = { file: '/data/some.instruments.json', source: null, derived }
    expect(rows({ instruments: partly }).instruments).toBe(
      'some.instruments.json; 1 markets are not in it and derived from the data',
    )
  })

  it('names dead markets, unknown columns, bad lines and sorting', () => {
    const peculiar = rows({
      dead: [{ market: 'FTMUSDT', reason: 'no volume' }],
      unknownColumns: ['trades'],
      problems: { total: 3, byCode: { BAD_TIME: 3 } },
      sortedInMemory: true,
    })
    expect(peculiar).toMatchObject({
      dead: 'FTMUSDT: no volume',
      columns: 'trades is not known and left out',
      'bad lines': 'bad time 3: each a record of dead.letter',
      order: 'the candles were not in order of time and have been sorted',
    })
  })

  it('shortens a long list', () => {
    const dead = [1, 2, 3, 4, 5, 6, 7].map((n) => ({ market: `M${n}`, reason: 'no volume' }))
    expect(rows({ dead }).dead).toMatch(/^M1: no volume; .*M5: no volume; 2 more$/)
  })

  it('says where signals come from', () => {
    const signals = { form: 'CSV', count: 12, leftOut: 2 }
    expect(rows({ signals }).signals).toBe('12 from a CSV file, 2 outside of the period left out')
  })

  it('repeats what was chosen', () => {
    const chosen = rows({}, { symbols: ['AUSDT'], set: ['gate.threshold=0.7'], speed: 60, data: 'here' }, 4_000)
    expect(chosen).toMatchObject({
      markets: '2 traded, 1 for reference; played: AUSDT',
      set: 'gate.threshold=0.7',
      speed: '60 s of event time a second, gaps cut to a minute',
      data: 'here, goes on after 4,000 records',
    })
  })
})
