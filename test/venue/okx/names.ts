/** What OKX calls a contract. */

/** BTC → BTC-USDT-SWAP */
export function marketIdOf(base: string): string {
  return `${base}-USDT-SWAP`
}

/** BTC-USDT-SWAP → BTCUSDT, the engine's name of it. */
export function symbolOf(marketId = ''): string {
  return marketId.replace(/-SWAP$/, '').replace('-', '')
}
