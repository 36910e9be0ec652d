import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeHtml, html } from '../../../src/report/html/markup.ts'
import { linearScale, ticks } from '../../../src/report/html/scale.ts'

describe('html', () => {
  it('escapes every text and keeps markup', () => {
    const name = '<img src=x onerror="alert(1)">'
    expect(html`<td title="${name}">${html`<b>${7}</b>`}${['&', null, false, "'"]}</td>`.source).toBe(
      '<td title="&#60;img src=x onerror=&#34;alert(1)&#34;&#62;"><b>7</b>&#38;&#39;</td>',
    )
  })

  it('leaves nothing of a text that means something in HTML', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"'`\p{Cc}]|&(?!#\d+;)/u)
      }),
    )
  })
})

describe('scales', () => {
  it('map linearly, upside down too, and a range without width to its middle', () => {
    expect([0, 5, 10].map(linearScale([0, 10], [100, 0]))).toEqual([100, 50, 0])
    expect(linearScale([3, 3], [0, 10])(3)).toBe(5)
  })

  it('have round ticks within the range', () => {
    expect(ticks(9650, 10440, 5)).toEqual([9800, 10000, 10200, 10400])
    expect(ticks(0, 0, 5)).toEqual([0])
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (min, span) => {
          const found = ticks(min, min + span, 5)
          expect(found.length).toBeLessThanOrEqual(6)
          for (const tick of found) {
            expect(tick).toBeGreaterThanOrEqual(min - span * 1e-6)
            expect(tick).toBeLessThanOrEqual(min + span * (1 + 1e-6))
          }
        },
      ),
    )
  })
})
