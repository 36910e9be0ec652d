/** The symbols that market-ingest follows unless told otherwise. */

/**
 * 42 USDⓈ-M perpetuals. The first 29 are the USDT perpetuals of the shipped recording by the notional they traded in it
 * (FTMUSDT is left out: it stood still). The other 13 are liquid perpetuals of the same kind that the recording lacks,
 * BTCUSDT among them, which it has against USDC only. Change them with `--symbols`.
 */
export const DEFAULT_INGEST_SYMBOLS: readonly string[] = [
  ...['ETHUSDT', 'SOLUSDT', 'XRPUSDT', 'DOGEUSDT', 'BNBUSDT', 'SUIUSDT', 'ADAUSDT', 'AVAXUSDT', 'LINKUSDT', 'UNIUSDT'],
  ...['DOTUSDT', 'NEARUSDT', 'ARBUSDT', 'TRXUSDT', 'APTUSDT', 'HBARUSDT', 'OPUSDT', 'SEIUSDT', 'ICPUSDT', 'INJUSDT'],
  ...['TONUSDT', 'STRKUSDT', 'ATOMUSDT', 'ALGOUSDT', 'VETUSDT', 'IMXUSDT', 'QNTUSDT', 'MANTAUSDT', 'METISUSDT'],
  ...['BTCUSDT', 'LTCUSDT', 'BCHUSDT', 'ETCUSDT', 'FILUSDT', 'AAVEUSDT', 'TIAUSDT', 'WLDUSDT', 'GALAUSDT', 'RUNEUSDT'],
  ...['LDOUSDT', 'CRVUSDT', '1000PEPEUSDT'],
]
