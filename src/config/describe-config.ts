/** The configuration as a list for people: every key that `--set` knows, its default and its meaning. */
import { type AppConfig, DEFAULT_CONFIG } from './config.ts'
import { configKeys } from './overrides.ts'

/** One key of the configuration. */
export interface ConfigEntry {
  readonly key: string
  readonly value: unknown
  readonly meaning: string
}

/** What stands for a symbol in the key of a per-symbol setting. */
const PER_SYMBOL = '.<SYMBOL>'
const DEFAULT_SYMBOL_RISK = 1

/** Every key with its value in `config` (the defaults unless told otherwise), sorted by key. */
export function describeConfig(config: AppConfig = DEFAULT_CONFIG): readonly ConfigEntry[] {
  return configKeys(config).map((key) => ({ key, value: valueAt(config, key), meaning: MEANINGS[key] ?? '' }))
}

function valueAt(config: AppConfig, key: string): unknown {
  if (key.endsWith(PER_SYMBOL)) return DEFAULT_SYMBOL_RISK
  return key.split('.').reduce<unknown>((node, name) => {
    return typeof node === 'object' && node !== null ? Reflect.get(node, name) : undefined
  }, config)
}

/** One line each; the types of the configuration say more. A test holds the list complete. */
const MEANINGS: Readonly<Record<string, string>> = {
  timeframe: 'candle timeframe of indicators and models, whole minutes: 5m, 1h',
  intentTtlMs: 'time after which an intent must not open anything',
  'gate.threshold': 'least confidence of a signal that is traded, 0 to 1',
  'gate.maxSignalAgeMs': 'a signal older than this is refused',
  'gate.maxSignalLeadMs': 'a signal further ahead of stream time is refused',
  'gate.maxMarketAgeMs': 'a market whose last price is older is refused',
  'gate.cooldownMs': 'time a symbol is left alone after its position has closed',
  'sizing.defaultSizeUsd': 'margin at multiplier 1, USD',
  'sizing.multipliers': 'multiples of the default size to choose from, ascending',
  'sizing.epsilon': 'share of the choices that is drawn at random, 0 to 1',
  'sizing.alpha': 'weight of a new reward in the learnt value, 0 to 1',
  'sizing.untrainedMultiplier': 'multiplier of a state that has learnt nothing',
  'sizing.untrainedHighVolatilityMultiplier': 'the same in a state of high volatility',
  'harvest.swingConfidence': 'confidence below which a position is a SCALPER',
  'harvest.trendConfidence': 'confidence from which a BULL or BEAR market gives a TREND_RUNNER',
  'harvest.policies.SCALPER.target_ratio': 'price move a scalper aims at, fraction',
  'harvest.policies.SCALPER.max_duration_ms': 'time stop of a scalper',
  'harvest.policies.SWING.target_ratio': 'price move a swing aims at, fraction',
  'harvest.policies.SWING.max_duration_ms': 'time stop of a swing',
  'harvest.policies.TREND_RUNNER.target_ratio': 'price move a trend runner aims at, fraction',
  'harvest.policies.TREND_RUNNER.max_duration_ms': 'time stop of a trend runner',
  'baseline.minConfidence': 'confidence below which the built-in model advises HOLD',
  'baseline.weights.momentum': 'weight of the momentum model, 0 or more',
  'baseline.weights.meanReversion': 'weight of the mean reversion model, 0 or more',
  'baseline.weights.breakout': 'weight of the breakout model, 0 or more',
  'baseline.weights.trend': 'weight of the trend model, 0 or more',
  'leverage.cap': 'whole leverage that no plan goes beyond, 5 to 80',
  'exit.intentTtlMs': 'an intent older than this gets no plan',
  'exit.paperBalance': 'equity assumed before the first account.state, quote units',
  'exit.symbolRisk.<SYMBOL>': 'risk of a symbol, 0.5 to 1.5; the leverage is divided by it',
  'exit.riskPerTradeRatio': 'share of the equity that a stop may cost',
  'exit.baseTpRatio': 'base distance of the targets, fraction of the entry',
  'exit.baseSlRatio': 'base distance of the stop, fraction of the entry',
  'exit.slippageBps': 'slippage a plan expects of a taker fill, basis points',
  'exit.trailAtrMultiple': 'distance of the trailing stop behind the best price, ATR',
  'exit.trailAfterR': 'gain after which the stop trails, in R (distance of the first stop)',
  'exit.trailStepR': 'smallest move of the stop worth a revision, in R',
  'exit.trailIntervalMs': 'shortest time between two trailing revisions',
  'exit.liquidationGuardRatio': 'closes with this share of the way to liquidation left, 0 to 0.02',
  'execution.account': 'account that is traded',
  'execution.quote': 'asset the account settles in',
  'execution.atParAssets': 'assets whose fees are booked one to one with the quote asset',
  'execution.startingBalance': 'balance of a new account, quote units',
  'execution.maxOpenPositions': 'positions and reservations allowed at once',
  'execution.maxMarginUtilisationRatio': 'largest share of the equity in use as margin',
  'execution.maxNotionalRatio': 'largest notional of all positions, multiple of the equity',
  'execution.maxNotionalPerSymbol': 'largest notional of one symbol, quote units',
  'execution.maxEntriesPerMinute': 'entries sent within a minute; exits are never held back',
  'execution.maxDailyLossRatio': 'loss of the UTC day that halts the account, share of its equity at 00:00',
  'execution.maxDrawdownRatio': 'loss since the highest equity that halts the account, share of it',
  'execution.maxLossStreak': 'positions lost in a row after which the account only reduces',
  'execution.maxStopAttempts': 'stops tried before a position is flattened and the account halts',
  'execution.maxCloseAttempts': 'close orders tried before the account halts',
  'execution.stopAckTimeoutMs': 'longest time an open position may be without a stop',
  'execution.nothingToReduceCodes': 'exchange error codes: nothing left to reduce',
  'execution.rememberedVenueEvents': 'exchange events remembered, to book each once',
  'execution.rememberedIntents': 'ended intents remembered, to decide on each once',
  'paper.slippageBps': 'how far a paper fill is worse than the tick, basis points',
  'paper.participationRatio': 'largest share of a tick that fills may take, fraction of its volume',
  'paper.limitFill': 'through: a limit order fills beyond its price; touch: at it',
  'paper.liquidationFeeRatio': 'fee of a liquidation, fraction of the notional',
  'paper.fundingGraceMs': 'how long funding that is due waits for a mark price',
  'paper.quoteAsset': 'asset of the paper account',
  'outcome.horizonMs': 'time after which a signal is judged for the calibration',
}
