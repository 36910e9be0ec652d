/**
 * Writes data/binance-usdm-1m-2025-12.instruments.json: tick and step sizes from the decimals of the shipped recording,
 * the other terms from the tables below. Run it again after a change of either: `node scripts/make-instruments.mjs`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const CANDLES = new URL('../data/binance-usdm-1m-2025-12.csv.gz', import.meta.url)
const INSTRUMENTS = new URL('../data/binance-usdm-1m-2025-12.instruments.json', import.meta.url)

const SOURCE = [
  'Nothing here was fetched from Binance live; check before trading for real.',
  'Tick and step sizes: the decimals that the prices and volumes of the recording itself need; smallest quantity = step.',
  'Leverage brackets, which Binance publishes per market and changes now and then: those of ADAUSDT, ALGOUSDT, BTCUSDC,',
  'ETHUSDT, ETHUSDC, SOLUSDT, SOLUSDC and XRPUSDC are the figures of the third quarter of 2024 (dated by the delivery',
  'contracts listed beside them) as a stored public copy has them, freqtrade/exchange/binance_leverage_tiers.json; the',
  'two lowest of ETHUSDC are worked out from its maintenance amounts, and SOLUSDT and the USDC markets are cut off at the',
  'top. Every other market is ASSUMED to have the brackets of ADAUSDT (large markets) or ALGOUSDT (smaller ones); its',
  'terms_source says which.',
  'Fees: regular tier without the BNB discount; USDT-margined 0.02 % maker and 0.05 % taker as documented, USDC-margined',
  '0 % maker and 0.04 % taker as remembered.',
  'Minimum notional: Binance documents 5 USDT, and 100 USDT for BTCUSDT; BTCUSDC is assumed to have the same; 20 for ETH',
  'and LINK as remembered.',
  'FTMUSDT stands still without volume in all of the recording; delisted by Binance in January 2025, as remembered.',
].join(' ')

/** [notional cap, largest leverage, maintenance ratio], lowest bracket first. */
const BRACKETS = {
  ADAUSDT: [
    [5e3, 75, 0.005],
    [10e3, 50, 0.006],
    [50e3, 40, 0.01],
    [250e3, 25, 0.02],
    [1e6, 10, 0.05],
    [5e6, 5, 0.1],
    [10e6, 4, 0.125],
    [20e6, 3, 0.15],
    [30e6, 2, 0.25],
    [50e6, 1, 0.5],
  ],
  ALGOUSDT: [
    [5e3, 50, 0.015],
    [25e3, 20, 0.025],
    [100e3, 10, 0.05],
    [250e3, 5, 0.1],
    [1e6, 4, 0.125],
    [2e6, 2, 0.25],
    [5e6, 1, 0.5],
  ],
  BTCUSDC: [
    [50e3, 125, 0.004],
    [500e3, 100, 0.005],
    [10e6, 50, 0.01],
    [80e6, 20, 0.025],
    [150e6, 10, 0.05],
  ],
  ETHUSDT: [
    [50e3, 125, 0.004],
    [600e3, 100, 0.005],
    [3e6, 75, 0.0065],
    [12e6, 50, 0.01],
    [50e6, 25, 0.02],
    [65e6, 20, 0.025],
    [150e6, 10, 0.05],
    [320e6, 5, 0.1],
    [400e6, 4, 0.125],
    [530e6, 3, 0.15],
    [800e6, 2, 0.25],
    [1200e6, 1, 0.5],
  ],
  ETHUSDC: [
    [50e3, 125, 0.004],
    [500e3, 100, 0.005],
    [1e6, 75, 0.0065],
    [5e6, 50, 0.01],
    [50e6, 20, 0.02],
  ],
  SOLUSDT: [
    [20e3, 100, 0.005],
    [100e3, 75, 0.0065],
    [800e3, 50, 0.01],
    [4e6, 25, 0.02],
  ],
  SOLUSDC: [
    [10e3, 100, 0.005],
    [50e3, 75, 0.0065],
    [200e3, 50, 0.01],
    [500e3, 40, 0.012],
    [1e6, 25, 0.02],
  ],
  XRPUSDC: [
    [5e3, 75, 0.005],
    [10e3, 50, 0.006],
    [50e3, 40, 0.01],
    [750e3, 25, 0.02],
    [3e6, 10, 0.05],
  ],
}
const SMALLER_BASES = ['FTM', 'HBAR', 'ICP', 'IMX', 'MANTA', 'METIS', 'QNT', 'STRK', 'VET']
const MIN_NOTIONAL = { BTC: '100', ETH: '20', LINK: '20' }
const FEES_BPS = { USDT: { maker: 2, taker: 5 }, USDC: { maker: 0, taker: 4 } }
const DELISTED = ['FTMUSDT']

function decimalsOf(text) {
  return text.includes('.') ? text.replace(/0+$/, '').split('.')[1].length : 0
}

/** Market id → the most decimals of its prices and of its volumes. */
function decimalsByMarket() {
  const markets = new Map()
  const [, ...lines] = gunzipSync(readFileSync(CANDLES)).toString('latin1').trimEnd().split('\n')
  for (const line of lines) {
    const [, market, open, high, low, close, volume] = line.split(',')
    const known = markets.get(market) ?? { price: 0, volume: 0 }
    known.price = Math.max(known.price, ...[open, high, low, close].map(decimalsOf))
    known.volume = Math.max(known.volume, decimalsOf(volume))
    markets.set(market, known)
  }
  return markets
}

function unit(decimals) {
  return decimals === 0 ? '1' : `0.${'1'.padStart(decimals, '0')}`
}

function bracketsOf(market, base) {
  const own = BRACKETS[market]
  const like = SMALLER_BASES.includes(base) ? 'ALGOUSDT' : 'ADAUSDT'
  const from = own === undefined ? `assumed to be those of ${like}` : 'Binance, third quarter of 2024'
  const brackets = (own ?? BRACKETS[like]).map(([cap, leverage, maintenance]) => ({
    notional_cap: String(cap),
    max_leverage: leverage,
    maintenance_ratio: maintenance,
  }))
  return { brackets, from }
}

const decimals = decimalsByMarket()
const markets = [...decimals]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([market, { price, volume }]) => {
    const base = market.slice(0, -4)
    const quote = market.slice(-4)
    const twin = `${base}USDT`
    const isReference = quote === 'USDC' && decimals.has(twin)
    const { brackets, from } = bracketsOf(market, base)
    return {
      market,
      symbol: isReference ? twin : market,
      role: isReference ? 'REFERENCE' : 'TRADED',
      status: DELISTED.includes(market) ? 'DELISTED' : 'TRADING',
      quote,
      contract_size: '1',
      tick_size: unit(price),
      step_size: unit(volume),
      min_quantity: unit(volume),
      min_notional: MIN_NOTIONAL[base] ?? '5',
      max_leverage: brackets[0].max_leverage,
      brackets,
      maker_fee_bps: FEES_BPS[quote].maker,
      taker_fee_bps: FEES_BPS[quote].taker,
      terms_source: `tick and step from the data; brackets ${from}; the rest as the source text of the instruments file says`,
    }
  })
const document = { source: SOURCE, exchange: 'binanceusdm', funding: 'none in the recording', markets }
writeFileSync(INSTRUMENTS, `${JSON.stringify(document, null, 1)}\n`)
console.log(`${markets.length} markets written to ${INSTRUMENTS.pathname}`)
