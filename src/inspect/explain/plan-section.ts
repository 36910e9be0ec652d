/** The plan: every factor of its leverage, its levels, and how it was revised while the position was open. */
import type { ExitPlan, LeverageFactors, LeverageInputs } from '../../records/generated.ts'
import type { Chain } from './chain.ts'
import { bar, columns, moneyText, priceText, ratioText, signedPct, sinceText } from './figures.ts'
import { type Known, knownOf, UNKNOWN } from './known.ts'
import type { Section } from './section.ts'

type FactorName = Exclude<keyof LeverageFactors, 'base' | 'product'>

/** The factors in the order of the product (FORMULAS, Leverage), each with the input behind it. */
const FACTORS: readonly (readonly [FactorName, string, (inputs: LeverageInputs, known: Known) => string])[] = [
  ['volatility', 'volatility', ({ volatility_factor }) => `factor ${volatility_factor.toFixed(3)}`],
  ['pnl_trend', 'pnl trend', ({ pnl_trend }) => pnl_trend.toFixed(2)],
  ['symbol_risk', 'symbol risk', ({ symbol_risk }) => `risk ${symbol_risk}`],
  ['margin_utilisation', 'margin used', ({ margin_utilisation }) => ratioText(margin_utilisation)],
  [
    'divergence',
    'divergence',
    ({ exchange_divergence }, { divergence }) => (divergence ? ratioText(exchange_divergence, 3) : UNKNOWN),
  ],
  ['funding', 'funding', ({ funding_rate }, { funding }) => (funding ? ratioText(funding_rate, 4) : UNKNOWN)],
  ['safety', 'safety', () => 'always'],
]

/** A factor of the leverage: what it multiplies by, the product so far, and the input behind it in words. */
export interface LeverageStep {
  readonly label: string
  readonly factor: number
  readonly product: number
  readonly input: string
}

/** The factors behind the base, in the order of the product. What was unknown counts as 0 and is called so. */
export function leverageSteps(
  { factors, inputs }: Pick<ExitPlan, 'factors' | 'inputs'>,
  known: Known,
): readonly LeverageStep[] {
  let product = factors.base
  return FACTORS.map(([name, label, inputText]) => {
    product *= factors[name]
    return { label, factor: factors[name], product, input: inputText(inputs, known) }
  })
}

/** The leverage from base to result, one factor a line with the product so far as a bar. */
export function leverageSection(chain: Chain): readonly Section[] {
  const plan = chain.plans[0]?.value
  if (plan === undefined) return []
  const { factors, inputs } = plan
  const steps = leverageSteps(plan, knownOf(chain))
  const full = Math.max(factors.base, ...steps.map((step) => step.product))
  const rows = [
    [
      '  base',
      '',
      factors.base.toFixed(1),
      bar(factors.base, full).padEnd(24),
      `confidence ${ratioText(inputs.confidence)}`,
    ],
    ...steps.map((step) => [
      `× ${step.label}`,
      step.factor.toFixed(3),
      step.product.toFixed(1),
      bar(step.product, full).padEnd(24),
      step.input,
    ]),
  ]
  return [{ title: 'LEVERAGE', gist: leverageGist(plan), lines: columns(rows) }]
}

function leverageGist({ ilf_leverage: raw, leverage, factors, limited_by: limits }: ExitPlan): string {
  const clamped = raw === factors.product ? '' : ` clamped to ${raw.toFixed(1)}`
  const limited = limits.length === 0 ? '' : `, limited by ${limits.join(', ')}`
  return `${factors.product.toFixed(1)}${clamped} → whole ${leverage}x${limited}`
}

/** The proposal: size, and all prices from the farthest target to liquidation. */
export function planSection({ plans }: Chain, startMs: number): readonly Section[] {
  const plan = plans[0]?.value
  if (plan === undefined) return []
  const size = `${plan.quantity} at ${priceText(plan.entry_price)}, notional ${moneyText(plan.notional)}, margin ${moneyText(plan.margin)}`
  const gist = `${sinceText(plan.event_time - startMs)}  ${plan.side} ${size}`
  return [{ title: 'PLAN', gist, lines: [`  id  ${plan.plan_id}`, ...columns(levelRows(plan))] }]
}

function levelRows(plan: ExitPlan): readonly string[][] {
  const sign = plan.side === 'SHORT' ? -1 : 1
  const entry = Number(plan.entry_price)
  const liquidationPct = ((Number(plan.liquidation_price) - entry) / entry) * 100 * sign
  const targets = plan.take_profits.map(({ price, distance_pct, fraction, quantity }, index) => {
    return [`TP${index + 1}`, priceText(price), signedPct(distance_pct), `${ratioText(fraction, 0)} of it, ${quantity}`]
  })
  return [
    ...targets.reverse(),
    ['entry', priceText(plan.entry_price), '', ''],
    ['SL', priceText(plan.stop_loss), signedPct(-plan.stop_distance_pct), ''],
    ['liquidation', priceText(plan.liquidation_price), signedPct(liquidationPct), ''],
  ]
}

/** A line for each revision: when, why, and where the stop went. */
export function revisionsSection({ plans }: Chain, startMs: number): readonly Section[] {
  const rows = plans.slice(1).map(({ value }, index) => {
    const before = plans[index]?.value
    const by = value.close_intent_id == null ? '' : ` by ${value.close_intent_id}`
    return [
      sinceText(value.event_time - startMs),
      String(value.revision),
      `${value.cause}${by}`,
      changesText(value, before),
    ]
  })
  if (rows.length === 0) return []
  return [{ title: 'REVISIONS', gist: `${rows.length}`, lines: columns(rows) }]
}

function changesText(plan: ExitPlan, before: ExitPlan | undefined): string {
  if (before === undefined) return ''
  const changes = [
    moved('stop', before.stop_loss, plan.stop_loss),
    moved('entry', before.entry_price, plan.entry_price),
    moved('quantity', before.quantity, plan.quantity),
  ].filter((change) => change !== null)
  return changes.length === 0 ? `stop stays at ${priceText(plan.stop_loss)}` : changes.join(', ')
}

function moved(name: string, from: string, to: string): string | null {
  return from === to ? null : `${name} ${priceText(from)} → ${priceText(to)}`
}
