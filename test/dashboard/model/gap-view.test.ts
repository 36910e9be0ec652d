/** Gaps of the data are noticed, and what positions came to across them. */
import { expect, it } from 'vitest'
import { GapView } from '../../../src/dashboard/model/gap-view.ts'
import { position } from '../../alerts/records.ts'

const MINUTE_MS = 60_000

it('is a stretch of more than a quarter of an hour without a tick of anybody', () => {
  const gaps = new GapView()
  for (const minute of [0, 1, 15, 30, 46, 40, 47]) gaps.seeTick(minute * MINUTE_MS)
  expect(gaps.across.stretches).toEqual([{ fromMs: 30 * MINUTE_MS, toMs: 46 * MINUTE_MS }])
})

it('counts the positions that were held across one', () => {
  const gaps = new GapView()
  for (const minute of [0, 10, 100, 110]) gaps.seeTick(minute * MINUTE_MS)
  const see = (opened: number, closed: number, status: 'CLOSED' | 'REDUCED' = 'CLOSED') =>
    gaps.seeUpdate(
      position({ status, opened_at: opened * MINUTE_MS, event_time: closed * MINUTE_MS, realized_pnl: '2.5' }),
    )
  see(5, 9)
  see(5, 100)
  see(8, 105)
  see(100, 105)
  see(5, 105, 'REDUCED')
  expect(gaps.across).toMatchObject({ positions: 2, pnl: 5 })
})
