/** `ilf paper`: live prices of a venue through all topologies in one folder, over a restart. */
import { expect, it } from 'vitest'
import { startVenue } from '../venue/venue-server.ts'
import { ilf, startIlf, temporaryFolder } from './support/ilf.ts'

it('trades live prices in a folder, goes on with it after a stop, and the folder stands its check', async () => {
  const venue = await startVenue()
  let price = 3_000
  const trading = setInterval(() => {
    price += 0.01
    venue.venue.setPrice('ETHUSDT', price)
    venue.streams.publish('ETHUSDT')
  }, 50)
  try {
    const folder = temporaryFolder()
    const endpoint = `binanceusdm=http://127.0.0.1:${venue.port}`
    const paper = ['paper', '--symbols', 'ETHUSDT', '--endpoint', endpoint, '--data', 'live', '--history-minutes', '60']
    for (const start of ['first', 'second']) {
      const running = startIlf(paper, folder)
      await running.says('live prices arrive')
      running.process.kill('SIGTERM')
      const { exitCode, stderr } = await running.ended
      expect(exitCode, `${start}: ${stderr}`).toBe(143)
      expect(stderr).toContain('is kept in live')
    }
    const ticks = await ilf(['tail', 'market.tick', '--data', 'live', '--json', '-n', '2000'], folder)
    expect(ticks.stderr).toBe('')
    const times = ticks.stdout
      .trim()
      .split('\n')
      .map((line) => Number(JSON.parse(line).timestamp ?? Number.NaN))
    expect(times.length).toBeGreaterThanOrEqual(4 * 60)
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
    const verified = await ilf(['verify', '--data', 'live'], folder)
    expect(verified.exitCode, verified.stdout + verified.stderr).toBe(0)
  } finally {
    clearInterval(trading)
    await venue.close()
  }
})
