/** `ilf run` as a process: what goes to stdout and stderr, and how it ends. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ilf, logLines, SLICE, temporaryFolder } from './support/ilf.ts'

describe('ilf run', () => {
  it('prints exactly one JSON document with --json, and the log in the form of the original system elsewhere', async () => {
    const { exitCode, stdout, stderr } = await ilf(['run', ...SLICE, '--json'], temporaryFolder())
    expect(exitCode).toBe(0)
    const report: unknown = JSON.parse(stdout)
    expect(report).toMatchObject({ run: { completed: true, records: 4036 }, data: { funding: 'none' } })

    const messages = logLines(stderr).map(({ msg }) => msg)
    const first = messages.findIndex((msg) => msg.startsWith('[RL-SIZING]'))
    expect(messages.slice(first, first + 3)).toEqual([
      '[RL-SIZING] IMXUSDT: $200 @ 1x (ATR=0.22%, volatility=0.50)',
      'Signal: IMXUSDT SELL @ $0.2765 (confidence=65.62%, size=$200)',
      'Published trade.intent for IMXUSDT (id=IMXUSDT-5m-1765659000000.paper)',
    ])
    expect(messages.some((msg) => msg.startsWith('Position opened: IMXUSDT SHORT'))).toBe(true)
    expect(messages.some((msg) => msg.startsWith('Position closed: IMXUSDT SHORT by '))).toBe(true)
  })

  it('prints nothing but the report to stdout, and no log line below the level', async () => {
    const { exitCode, stdout, stderr } = await ilf(['run', ...SLICE, '--log-level', 'warn'], temporaryFolder())
    expect(exitCode).toBe(0)
    expect(stderr).toBe('')
    expect(stdout).toContain('Portfolio')
    expect(stdout).not.toContain('Published trade.intent')
  })

  it('reports again, without playing, when the run of the folder is complete', async () => {
    const folder = temporaryFolder()
    const first = await ilf(['run', ...SLICE, '--json'], folder)
    const second = await ilf(['run', ...SLICE, '--json'], folder)
    expect(second.exitCode).toBe(0)
    expect(second.stderr).toContain('already complete')
    expect(second.stderr).not.toContain('Published trade.intent')
    expect({ ...JSON.parse(second.stdout), run: null }).toEqual({ ...JSON.parse(first.stdout), run: null })
  })

  it('begins anew with --fresh', async () => {
    const folder = temporaryFolder()
    await ilf(['run', ...SLICE, '--json'], folder)
    const again = await ilf(['run', ...SLICE, '--json', '--fresh'], folder)
    expect(again.stderr).toContain('Published trade.intent')
  })

  it('refuses to go on with another configuration, and says what to do', async () => {
    const folder = temporaryFolder()
    await ilf(['run', ...SLICE], folder)
    const other = await ilf(['run', ...SLICE, '--set', 'gate.threshold=0.7'], folder)
    expect(other.exitCode).toBe(1)
    expect(other.stderr).toMatch(/^error: this data folder was begun with another configuration.*--fresh/m)
    expect(other.stdout).toBe('')
  })

  it('leaves no folder behind with --data :memory:', async () => {
    const folder = temporaryFolder()
    const { exitCode } = await ilf(['run', ...SLICE, '--data', ':memory:'], folder)
    expect(exitCode).toBe(0)
    expect(existsSync(join(folder, '.ilf'))).toBe(false)
  })

  it('writes the report as a page', async () => {
    const folder = temporaryFolder()
    const { exitCode, stderr } = await ilf(['run', ...SLICE, '--report', 'report.html'], folder)
    expect(exitCode).toBe(0)
    expect(stderr).toContain('The report as a page: report.html')
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/i)
  })

  it('says what is played: gaps, dead markets, funding, where the data go', async () => {
    const { stderr } = await ilf(['run', '--symbols', 'OPUSDT', '--to', '2025-12-13T18:30'], temporaryFolder())
    const messages = logLines(stderr).map(({ msg }) => msg)
    expect(messages).toContain('period: 2025-12-13 18:18 to 2025-12-13 18:30 UTC')
    expect(messages).toContain('markets: 31 traded, 13 for reference; played: OPUSDT')
    expect(messages).toContain('dead: FTMUSDT: its price never leaves 0.7702, no volume')
    expect(messages.some((msg) => msg.startsWith('funding: none'))).toBe(true)
    expect(messages).toContain('data: .ilf/data')
  })

  it.each([
    ['a bad --set value', ['--set', 'gate.threshold=2'], /^error: --set gate\.threshold=2: /],
    ['an unknown --set key', ['--set', 'gate.nope=2'], /^error: --set gate\.nope: there is no such key/],
    ['a missing file', ['--candles', 'nope.csv'], /^error: cannot read nope\.csv: /],
    ['an unknown symbol', ['--symbols', 'NOPEUSDT'], /^error: .* has no NOPEUSDT; it has ADAUSDT, /],
    ['a time that is none', ['--from', 'yesterday'], /^error: --from: 'yesterday' is neither ISO 8601/],
    [
      'a report in no folder',
      ['--report', 'nope/report.html'],
      /^error: --report nope\/report\.html: there is no folder/,
    ],
  ])('answers %s with one line, and leaves no data behind', async (_, args, message) => {
    const folder = temporaryFolder()
    const { exitCode, stdout, stderr } = await ilf(['run', ...args], folder)
    expect(exitCode).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(message)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(existsSync(join(folder, '.ilf'))).toBe(false)
  })

  it('shows the stack of an error with --debug', async () => {
    const { stderr } = await ilf(['run', '--candles', 'nope.csv', '--debug'], temporaryFolder())
    expect(stderr).toMatch(/^error: cannot read nope\.csv.*\nRecordingError: .*\n {4}at /)
  })
})
