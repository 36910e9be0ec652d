/** `ilf ingest`: history and live ticks of a venue on the topics, once each and in order, over a restart. */
import { expect, it } from 'vitest'
import { ilf, startIlf, temporaryFolder } from '../cli/support/ilf.ts'
import { readTopic } from '../support/broker/read-topic.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { startVenue, type VenueServer } from '../venue/venue-server.ts'
import { until } from './support/until.ts'

/** Trades a little all the time, as markets do. */
function keepTrading({ venue, streams }: VenueServer): () => void {
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
    const venue = await startVenue()
    const stopTrading = keepTrading(venue)
    try {
      const cluster = ['--kafka', brokers.join(','), '--registry', registryUrl, '--topic-prefix', `${name}-`]
      const market = ['--symbols', 'ETHUSDT,GALAUSDT', '--endpoint', `binanceusdm=http://127.0.0.1:${venue.port}`]
      const ingest = ['ingest', ...cluster, ...market, '--history-minutes', '60', '--partitions', '2']
      const read = (topic: string) => readTopic(brokers, `${name}-${topic}`)
      const liveTicks = async () => (await read('market.tick')).length - 2 * 60 * 4

      for (const wanted of [5, 10]) {
        const running = startIlf(ingest, temporaryFolder())
        await running.says('live prices arrive')
        await until(`${wanted} live ticks`, async () => (await liveTicks()) >= wanted)
        await until('funding rates', async () => (await read('funding.rate')).length >= 2)
        running.process.kill('SIGTERM')
        const { exitCode, stderr } = await running.ended
        expect(exitCode, stderr).toBe(0)
        expect(stderr).toMatch(/Stopped: \d+ records published/)
      }

      const ticks = (await read('market.tick')).filter(({ key }) => String(key) === 'ETHUSDT')
      const times = ticks.map(({ timestamp }) => Number(timestamp))
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
      expect((await read('instrument')).map(({ key }) => String(key)).sort()).toEqual([
        'ETHUSDT',
        'ETHUSDT',
        'GALAUSDT',
        'GALAUSDT',
      ])
      expect(await read('dead.letter')).toEqual([])
    } finally {
      stopTrading()
      await venue.close()
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
