/** The public library: formulas, operators, the topology description and the drivers. */

// Configuration
export { type AppConfig, DEFAULT_CONFIG } from './config/config.ts'
export { ConfigError, configKeys, withOverrides } from './config/overrides.ts'
// Connectors
export { type RecordingSource, recordingSource, SHIPPED_CANDLES } from './connectors/recordings/index.ts'
// Formulas
export { type AdxState, adxOf, updateAdx } from './domain/adx.ts'
export { type AtrState, atrOf, updateAtr } from './domain/atr.ts'
export { type Advice, type BaselineParams, ensemble } from './domain/baseline.ts'
export { type Candle, foldTick, timeframeMs } from './domain/candle.ts'
export { atrProxy, exchangeDivergence, volatilityFactor } from './domain/enrichment.ts'
export { clientOrderId, intentId, planId, positionId } from './domain/ids.ts'
export { harvestPolicy, intentLevels } from './domain/intent.ts'
export { levelPrices } from './domain/level-prices.ts'
export { adaptiveLevels, type LevelInputs, type Levels } from './domain/levels.ts'
export { ilfLeverage, type Leverage, type LeverageRequest } from './domain/leverage.ts'
export { liquidationPrice } from './domain/plan/liquidation.ts'
export { planQuantity, type QuantityRequest, type QuantityResult } from './domain/plan/quantity.ts'
export { readTerms } from './domain/plan/terms.ts'
export { regimeOf } from './domain/regime.ts'
export { chooseMultiplier, learn, reward, type SizingParams } from './domain/sizing.ts'
export { sizingState } from './domain/sizing-state.ts'
// Operators
export { adviseOnCandles } from './operators/advise-on-candles.ts'
export { bindStep } from './operators/bind-step.ts'
export { decideSignals } from './operators/decide-signals.ts'
export { executePlans } from './operators/execute-plans.ts'
export { judgeSignals } from './operators/judge-signals.ts'
export { learnSizes } from './operators/learn-sizes.ts'
export { planExits } from './operators/plan-exits.ts'
export { route } from './operators/route.ts'
export { type Step, statefulMap } from './operators/stateful-map.ts'
export { tagged } from './operators/tagged.ts'
export { type ClosedCandle, isClosed, isLate, type LateTick, toCandles } from './operators/to-candles.ts'
export { toTable } from './operators/to-table.ts'
export { trackIndicators } from './operators/track-indicators.ts'
export { trackMarket } from './operators/track-market.ts'
export { trackSymbol } from './operators/track-symbol.ts'
export { tradeOnPaper } from './operators/trade-on-paper.ts'
// Records
export type * from './records/generated.ts'
export { SCHEMAS } from './records/generated.ts'
// Drivers
export {
  type EmbeddedOptions,
  EmbeddedRuntime,
  type RunOptions,
} from './runtime/embedded/embedded-runtime.ts'
export type { ExternalRecord, ExternalSource } from './runtime/embedded/external-source.ts'
export { openStorage } from './runtime/embedded/storage/open-storage.ts'
export type { Storage } from './runtime/embedded/storage/storage.ts'
export { type ReadRecord, TopicReader } from './runtime/embedded/topic-reader.ts'
export { StreamError } from './runtime/errors.ts'
export { topics } from './topics.ts'
export * as builtIn from './topologies/index.ts'
// Topology description
export { TopologyError, topology } from './topology/define.ts'
export { type KeyValueStore, keyValueStore, type WindowStore, windowStore } from './topology/store.ts'
export { type Topic, topic } from './topology/topic.ts'
export { broadcast, type Context, type Input, type Output, ranked, type Topology } from './topology/topology.ts'
