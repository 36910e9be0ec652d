/** `ilf ai-engine` as users start and stop it. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseMetrics } from '../metrics/parse-metrics.ts'
import { ilf, logLines, startIlf, temporaryFolder } from './support/ilf.ts'

describe('ilf ai-engine', () => {
  it('says where it listens, answers there, and stops cleanly at SIGTERM', async () => {
    const engine = startIlf(['ai-engine', '--port', '0'], temporaryFolder())
    let stderr = ''
    engine.process.stderr?.on('data', (chunk: string) => {
      stderr += chunk
    })
    await engine.says('Serving the built-in model at')
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(stderr)?.[0]
    const health = await fetch(`${url}/health`)
    expect(await health.json()).toMatchObject({ running: true, model: 'baseline-ensemble', markets_limit: 2000 })
    const question = { symbol: 'GALAUSDT', price: 0.006, volume: 10, timeframe: '1m' }
    const ask = (body: object) =>
      fetch(`${url}/api/ai/signal`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    expect([(await ask(question)).status, (await ask(question)).status, (await ask({})).status]).toEqual([
      200, 200, 400,
    ])
    await fetch(`${url}/nobody/knows?secret=1`)
    const metrics = await fetch(`${url}/metrics`)
    expect(metrics.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    const told = parseMetrics(await metrics.text())
    expect(told.all('ilf_engine_signals_total')).toEqual([{ labels: { action: 'HOLD' }, value: 2 }])
    const requests = (path: string, status: number) => told.value('ilf_engine_requests_total', { path, status })
    expect([requests('/api/ai/signal', 200), requests('/api/ai/signal', 400), requests('/health', 200)]).toEqual([
      2, 1, 1,
    ])
    expect(requests('other', 404)).toBe(1)
    expect(told.value('ilf_engine_request_duration_seconds_count')).toBe(5)
    expect([told.value('ilf_engine_markets'), told.value('ilf_engine_markets_warm')]).toEqual([1, 0])
    expect(told.value('ilf_ready')).toBe(1)
    engine.process.kill('SIGTERM')
    const ended = await engine.ended
    expect(ended.exitCode).toBe(0)
    expect(logLines(ended.stderr).at(-1)?.msg).toBe('Stopped: everything asked is answered')
  })

  it('says what to do about a port that is taken, and about a key that does not exist', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' ? String(address?.port) : ''
    const [taken, wrong] = await Promise.all([
      ilf(['ai-engine', '--port', port], temporaryFolder()),
      ilf(['ai-engine', '--port', '0', '--set', 'baseline.min=1'], temporaryFolder()),
    ])
    expect(taken).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/port \d+ .* is taken: .* another --port/),
    })
    expect(wrong).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('there is no such key') })
  })
})
