import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { renderText } from '../../../src/report/text/render-text.ts'
import { HOUR_MS, START, summaryOf } from '../fixtures.ts'
import { emptyReport, smallReport } from '../small-run.ts'

const PLAIN = { color: false, width: 120 }

describe('renderText', () => {
  it('tells the data first, then the total, then everything else', () => {
    expect(renderText(smallReport(), PLAIN)).toMatchSnapshot()
  })

  it('reads well when nothing happened', () => {
    expect(renderText(emptyReport(), PLAIN)).toMatchSnapshot()
  })

  it('colours without changing a character', () => {
    const painted = renderText(smallReport(), { color: true, width: 100 })
    expect(painted).not.toBe(renderText(smallReport(), { color: false, width: 100 }))
    expect(stripVTControlCharacters(painted)).toBe(renderText(smallReport(), { color: false, width: 100 }))
  })

  it('keeps to the width', () => {
    for (const width of [20, 80, 120, 400]) {
      const lines = renderText(smallReport(), { color: false, width }).split('\n')
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.max(width, 80))
      expect(lines.filter((line) => line !== line.trimEnd())).toEqual([])
    }
  })

  it('states gaps, dead markets and bad lines up front', () => {
    const summary = summaryOf({
      to: START + 3 * HOUR_MS,
      segments: [
        { from: START, to: START + HOUR_MS, durationMs: HOUR_MS },
        { from: START + 2 * HOUR_MS, to: START + 3 * HOUR_MS, durationMs: HOUR_MS },
      ],
      gaps: [{ from: START + HOUR_MS, to: START + 2 * HOUR_MS, missingMinutes: 60 }],
      marketGaps: [{ market: 'BUSDT', gapCount: 3 }],
      dead: [{ market: 'FTMUSDT', reason: 'its price never leaves 0.7702' }],
      problems: { total: 2, byCode: { NOT_A_NUMBER: 2 } },
    })
    const run = { records: 1, elapsedMs: null, recordsPerSecond: null, completed: false }
    const text = renderText(emptyReport({ summary, run }), PLAIN)
    // Nothing was committed, so nothing of it was played; the markets and the bad lines are facts of the file.
    for (const fact of [
      'BUSDT 3',
      'FTMUSDT (its price never leaves 0.7702)',
      'bad lines left out: not a number 2',
      'stopped before the end',
    ]) {
      expect(text).toContain(fact)
    }
    expect(text.indexOf('FTMUSDT')).toBeLessThan(text.indexOf('Portfolio'))
  })

  it('lets no name move the cursor', () => {
    const summary = summaryOf({
      file: '/data/\u001b[2Jevil.csv',
      dead: [{ market: 'A', reason: 'bad\u001b[31m\nnews' }],
    })
    expect(renderText(emptyReport({ summary }), PLAIN)).not.toContain('\u001b')
  })
})
