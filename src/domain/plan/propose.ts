/** Makes the proposal, revision 0 of a plan, from an intent that passed the gates. */
import type { AccountState, Instrument, TradeIntent } from '../../records/generated.ts'
import { type Decimal, decimal, text } from '../decimal.ts'
import { planId } from '../ids.ts'
import { adaptiveLevels, type Levels } from '../levels.ts'
import { ilfLeverage } from '../leverage.ts'
import type { PlanBasis, ProposedPlan } from './active-plan.ts'
import type { PlanConfig } from './config.ts'
import { roundTripCostRatio } from './costs.ts'
import { openedBy } from './direction.ts'
import { type Target, takeProfitLadder } from './ladder.ts'
import { profitPct } from './prices.ts'
import { planQuantity, type QuantityRefusal } from './quantity.ts'
import { readTerms } from './terms.ts'

/** An intent that opens. */
export type OpeningIntent = TradeIntent & { readonly side: 'BUY' | 'SELL' }

/** Why an intent cannot be planned. */
export type ProposalRefusal = QuantityRefusal | 'INVALID_INSTRUMENT'

/** The proposal, or why there is none. */
export type Proposal =
  | { readonly ok: true; readonly active: ProposedPlan }
  | { readonly ok: false; readonly reason: ProposalRefusal; readonly detail: string }

/**
 * The proposal for an intent (FORMULAS, Leverage, Levels, From plan to quantity). Levels and harvest fractions follow
 * the raw ILF leverage, as in the original system, and not the whole one: the limits of step 1 need the stop, so the
 * stop must not need them. Before the first account.state the paper balance is the equity and trend and utilisation
 * are neutral.
 */
export function propose(
  intent: OpeningIntent,
  instrument: Instrument,
  account: AccountState | undefined,
  nowMs: number,
  config: PlanConfig,
): Proposal {
  const terms = readTerms(instrument)
  if (!terms) {
    const detail = `terms of ${instrument.symbol} (${instrument.terms_source}) have an unusable step, minimum, fee or bracket`
    return { ok: false, reason: 'INVALID_INSTRUMENT', detail }
  }
  const { ilf } = intent
  const { leverage: ilfLeverageRaw, inputs, factors } = leverageOf(intent, account, config)
  const levels = adaptiveLevels({
    baseTpRatio: config.baseTpRatio,
    baseSlRatio: config.baseSlRatio,
    leverage: ilfLeverageRaw,
    volatilityFactor: ilf.volatility_factor,
    fundingRate: ilf.funding_rate,
    exchangeDivergence: ilf.exchange_divergence,
  })
  const basis: PlanBasis = {
    targets: targetsOf(levels),
    stopRatio: levels.slRatio,
    atrRatio: ilf.atr_value > 0 && Number.isFinite(ilf.atr_value) ? ilf.atr_value : null,
    costRatio: roundTripCostRatio(terms.takerFeeBps, config.slippageBps),
    terms,
  }
  const side = openedBy(intent.side)
  const sized = planQuantity({
    side,
    entryPrice: intent.entry_price,
    ilfLeverage: ilfLeverageRaw,
    leverageCap: config.leverageCap,
    positionSizeUsd: intent.position_size_usd,
    equity: account?.equity ?? config.paperBalance,
    stopRatio: basis.stopRatio,
    terms,
    riskPerTradeRatio: config.riskPerTradeRatio,
    roundTripCostRatio: basis.costRatio,
  })
  if (!sized.ok) return sized
  const entry: Decimal = decimal(intent.entry_price)
  const takeProfits = takeProfitLadder({
    side,
    entryPrice: entry,
    quantity: sized.quantity,
    targets: basis.targets,
    terms,
  })
  if (!takeProfits) {
    return {
      ok: false,
      reason: 'TICK_TOO_COARSE',
      detail: `no target on a tick of ${terms.tickSize} below ${text(entry)}`,
    }
  }
  return {
    ok: true,
    active: {
      status: 'PROPOSED',
      basis,
      closeRequest: null,
      plan: {
        symbol: intent.symbol,
        event_time: nowMs,
        plan_id: planId(intent.intent_id),
        intent_id: intent.intent_id,
        signal_id: intent.signal_id,
        account: intent.account,
        revision: 0,
        cause: 'ENTRY',
        close_intent_id: null,
        close_signal_id: null,
        side,
        confidence: inputs.confidence,
        entry_price: text(entry),
        ilf_leverage: ilfLeverageRaw,
        leverage: sized.leverage,
        quantity: text(sized.quantity),
        notional: text(sized.notional),
        margin: text(sized.margin),
        limited_by: sized.limitedBy,
        take_profits: takeProfits,
        stop_loss: text(sized.stopPrice),
        stop_distance_pct: -profitPct(side, entry, sized.stopPrice),
        liquidation_price: text(sized.liquidationPrice),
        expires_at: intent.expires_at,
        harvest: intent.harvest,
        sizing: intent.sizing,
        inputs,
        factors,
      },
    },
  }
}

function leverageOf(intent: TradeIntent, account: AccountState | undefined, config: PlanConfig) {
  return ilfLeverage({
    confidence: intent.confidence,
    volatility_factor: intent.ilf.volatility_factor,
    pnl_trend: account?.pnl_trend ?? 0,
    symbol_risk: config.symbolRisk[intent.symbol] ?? 1,
    margin_utilisation: account?.margin_utilisation_ratio ?? 0,
    exchange_divergence: intent.ilf.exchange_divergence,
    funding_rate: intent.ilf.funding_rate,
  })
}

function targetsOf(levels: Levels): readonly Target[] {
  const [first, second, third] = levels.harvestFractions
  return [
    { ratio: levels.tp1Ratio, fraction: first },
    { ratio: levels.tp2Ratio, fraction: second },
    { ratio: levels.tp3Ratio, fraction: third },
  ]
}
