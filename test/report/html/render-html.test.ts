import { describe, expect, it } from 'vitest'
import { renderHtml } from '../../../src/report/html/render-html.ts'
import type { Report } from '../../../src/report/report.ts'
import { summaryOf } from '../fixtures.ts'
import { emptyReport, smallReport } from '../small-run.ts'

const HOSTILE = `"><script>alert('x')</script><img src=http://evil.example/x>`

/** The report with a hostile text at every place a text can come from the data: not in figures, nor in our own verdict. */
function hostile(report: Report): Report {
  return JSON.parse(JSON.stringify(report), (key, value: unknown) =>
    typeof value === 'string' && key !== 'verdict' && !/^-?\d+(\.\d+)?$/.test(value) ? `${value}${HOSTILE}` : value,
  )
}

describe('renderHtml', () => {
  const page = renderHtml(smallReport())

  it('is one document that loads nothing and runs nothing', () => {
    expect(page.startsWith('<!doctype html>')).toBe(true)
    expect(page).toContain("default-src 'none'")
    expect(page).toContain('prefers-color-scheme:dark')
    expect(page).not.toMatch(/<script|<link|<img|<iframe|https?:|@import|url\(|\son\w+=/)
  })

  it('draws equity, drawdown, exits, leverage and calibration, and tells the figures', () => {
    const labels = ['Equity and drawdown', 'by cause of exit', 'Plans by leverage', 'right signals by confidence']
    for (const label of labels) expect(page).toMatch(new RegExp(`<svg [^>]*aria-label="[^"]*${label}`))
    expect(page).toContain('-1.05 USDT')
    expect(page).toMatch(/<path class="curve" d="M[\d .ML]+"\/>/)
  })

  it('opens and closes every element', () => {
    for (const document of [page, renderHtml(emptyReport())]) expect(unbalanced(document)).toEqual([])
  })

  it('writes no number that is none', () => {
    for (const document of [page, renderHtml(emptyReport())])
      expect(document).not.toMatch(/NaN|Infinity|undefined|\[object/)
  })

  it('escapes whatever the data say', () => {
    const document = renderHtml(
      hostile(smallReport({ summary: summaryOf({ dead: [{ market: 'X', reason: 'still' }] }) })),
    )
    expect(document.split('&#60;script&#62;').length).toBeGreaterThan(20)
    expect(document).not.toMatch(/<script|<img/)
    expect(unbalanced(document)).toEqual([])
  })

  it('says so where there is nothing to draw', () => {
    const document = renderHtml(emptyReport())
    for (const text of [
      'No plan was made.',
      'No signal could be judged',
      'there is no curve to draw',
      'No position was closed.',
    ]) {
      expect(document).toContain(text)
    }
  })
})

const VOID = new Set(['meta', '!doctype', 'br'])

/** Elements that are opened and not closed, or closed and not opened. */
function unbalanced(document: string): readonly string[] {
  const open: string[] = []
  const wrong: string[] = []
  for (const [, close, name = '', self] of document.matchAll(/<(\/?)([a-z!][a-z0-9]*)[^>]*?(\/?)>/gi)) {
    if (self === '/' || VOID.has(name)) continue
    if (close === '') open.push(name)
    else if (open.pop() !== name) wrong.push(name)
  }
  return [...wrong, ...open]
}
