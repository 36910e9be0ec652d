import { test } from 'vitest'
import { scanCandles } from '../../../src/connectors/recordings/scan-candles.ts'
import { candleMinutes } from '../../../src/connectors/recordings/candle-minutes.ts'
test('x', async () => {
  for (let i = 0; i < 5; i++) {
    const t = performance.now()
    const scan = await scanCandles('data/binance-usdm-1m-2025-12.csv.gz')
    console.log(scan.rows, scan.segments, scan.markets.filter((m) => m.dead), performance.now() - t)
    let n = 0
    for await (const m of candleMinutes(scan)) n += m.end - m.start
    console.log(n, performance.now() - t)
  }
  const scan = await scanCandles('data/binance-usdm-1m-2025-12.csv.gz', { maxHeldRows: 10 })
  const t = performance.now()
  let n = 0, k = 0
  for await (const m of candleMinutes(scan)) { n += m.end - m.start; k++ }
  console.log(n, k, performance.now() - t)
})
