/** `ilf ingest`: history and live ticks of three exchanges on the topics, once each and in order, over a restart. */
import { expect, it } from 'vitest'
import { ilf, startIlf, temporaryFolder } from '../cli/support/ilf.ts'
import { readTopic } from '../support/broker/read-topic.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { startBybit } from '../venue/bybit/bybit-server.ts'
import type { MarketServer } from '../venue/market-server.ts'
import { startOkx } from '../venue/okx/okx-server.ts'
import { startVenue } from '../venue/venue-server.ts'
import { until } from './support/until.ts'

/** Trades a little all the time, as markets do. */
function keepTrading({ venue, streams }: MarketServer): () => void {
  let price = 3_000
  const timer = setInterval(() => {
    price += 0.01
    venue.setPrice('ETHUSDT', price)
    streams.publish('ETHUSDT')
  }, 50)
  return () => clearInterval(timer)
}

describeKafka('ilf ingest', ({ brokers, registryUrl }) => {
  it('publishes instruments, funding, history and live ticks, and after a restart none twice', async () => {
    const name = uniqueName('ingest')
    const servers = { binanceusdm: await startVenue(), bybit: await startBybit(), okx: await startOkx() }
    const stops = Object.values(servers).map(keepTrading)
    const exchanges = Object.keys(servers)
    try {
      const cluster = ['--kafka', brokers.join(','), '--registry', registryUrl, '--topic-prefix', `${name}-`]
      const endpoints = Object.entries(servers).flatMap(([exchange, { port }]) => [
        '--endpoint',
        `${exchange}=http://127.0.0.1:${port}`,
      ])
      const market = ['--exchange', exchanges.join(','), '--symbols', 'ETHUSDT,GALAUSDT', ...endpoints]
      const ingest = ['ingest', ...cluster, ...market, '--history-minutes', '60', '--partitions', '2']
      const read = (topic: string) => readTopic(brokers, `${name}-${topic}`)
      const ticksOf = async (exchange: string) =>
        (await read('market.tick')).filter(({ value }) => value?.includes(exchange) === true)
      const liveTicks = async (exchange: string) => (await ticksOf(exchange)).length - 2 * 60 * 4

      for (const wanted of [5, 10]) {
        const running = startIlf(ingest, temporaryFolder())
        for (const exchange of exchanges) {
          await running.says(`${exchange}: live prices arrive`)
          await until(`${wanted} live ticks of ${exchange}`, async () => (await liveTicks(exchange)) >= wanted)
        }
        await until('funding rates', async () => (await read('funding.rate')).length >= 2)
        running.process.kill('SIGTERM')
        const { exitCode, stderr } = await running.ended
        expect(exitCode, stderr).toBe(0)
        expect(stderr).toMatch(/Stopped: \d+ records published/)
      }

      for (const exchange of exchanges) {
        const ticks = (await ticksOf(exchange)).filter(({ key }) => String(key) === 'ETHUSDT')
        const times = ticks.map(({ timestamp }) => Number(timestamp))
        expect(times, exchange).toEqual([...new Set(times)].sort((a, b) => a - b))
      }
      expect((await read('instrument')).map(({ key }) => String(key)).sort()).toEqual([
        'ETHUSDT',
        'ETHUSDT',
        'GALAUSDT',
        'GALAUSDT',
      ])
      expect(await read('dead.letter')).toEqual([])
    } finally {
      for (const stop of stops) stop()
      for (const server of Object.values(servers)) await server.close()
    }
  })

  it('ends with the nearest name for a symbol that does not exist', async () => {
    const name = uniqueName('ingest')
    const venue = await startVenue()
    const cluster = ['--kafka', brokers.join(','), '--registry', registryUrl, '--topic-prefix', `${name}-`]
    const market = ['--symbols', 'ETHUSD', '--endpoint', `binanceusdm=http://127.0.0.1:${venue.port}`]
    const { exitCode, stderr } = await ilf(['ingest', ...cluster, ...market], temporaryFolder())
    await venue.close()
    expect(stderr).toContain('ETHUSD (did you mean ETHUSDT?)')
    expect(exitCode).toBe(1)
  })
})
