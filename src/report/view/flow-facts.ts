/** The details of the way from signal to fill, in words. */

import type { FillRow, FillSection } from '../fills.ts'
import { formatCount, formatCounts, formatFactor, formatMany, formatMoney } from '../format.ts'
import type { IntentSection } from '../intents.ts'
import type { LeverageSection } from '../leverage.ts'
import type { OrderSection } from '../orders.ts'
import type { PlanSection } from '../plans.ts'
import type { Report } from '../report.ts'
import type { SizingSection } from '../sizing.ts'
import type { Spread } from '../statistics.ts'
import type { Fact } from './data-facts.ts'

/** Multipliers told one by one. */
const NAMED = 3

/** A line per fact. */
export function flowFacts({ intents, plans, leverage, orders, sizing }: Report): readonly Fact[] {
  return [
    ['Intents', intentText(intents)],
    ['Inputs', sourceText(intents)],
    ['Sizing', sizingText(intents, sizing)],
    ['Leverage', leverageText(leverage)],
    ['Limits', limitText(plans)],
    ['Revisions', formatCounts(plans.revisions)],
    ['Orders', orderText(orders)],
    ['Fills', fillText(orders.fills)],
    ...foreignFees(orders.fills),
  ]
}

function intentText({ intents, bySide, byHarvest, size }: IntentSection): string {
  if (intents === 0) return 'none'
  const margin = size === null ? '' : `; margin wished ${spreadText(size, formatMoney)}`
  return `${formatCounts(bySide)}; harvest ${formatCounts(byHarvest)}${margin}`
}

function sourceText({ intents, sources }: IntentSection): string {
  if (intents === 0) return 'none'
  const { atr, volatility, divergence, funding, regime } = sources
  const counted = { ATR: atr, volatility, divergence, funding, regime }
  return Object.entries(counted)
    .map(([field, counts]) => `${field} from ${formatCounts(counts)}`)
    .join('; ')
}

function sizingText(
  { byMultiplier, explored }: IntentSection,
  { states, statesLearnt, learnt }: SizingSection,
): string {
  const chosen = `multiplier ${formatCounts(byMultiplier)}; ${formatCount(explored)} drawn at random`
  const known = `learnt in ${formatCount(statesLearnt)} of ${formatCount(states)} states`
  const most = learnt
    .slice(0, NAMED)
    .map(
      ({ state, multiplier, value, visits }) =>
        `${state} ${multiplier}x → ${formatFactor(value, 3)} (${formatMany(visits, 'trade')})`,
    )
  return `${chosen}; ${known}${most.length === 0 ? '' : `, most of it in ${most.join(', ')}`}`
}

function leverageText({ raw, used }: LeverageSection): string {
  if (raw === null || used === null) return 'no plan'
  const formula = spreadText(raw, (value) => `${formatFactor(value, 1)}x`)
  return `${formula} by the formula; ${spreadText(used, (value) => `${formatFactor(value, 0)}x`)} set after all limits`
}

function limitText({ proposals, limitedBy, shrunkBy }: PlanSection): string {
  if (proposals === 0) return 'no plan'
  return `plans bound by ${formatCounts(limitedBy)}; shrunk by the account: ${formatCounts(shrunkBy)}`
}

function orderText({ orders, byStatus, byType, cancels, errors }: OrderSection): string {
  if (orders === 0) return 'none'
  const cancelled = `${formatMany(cancels.commands, 'cancel')}, ${formatCount(cancels.rejected)} of them rejected`
  return (
    `${formatCount(orders)} (${formatCounts(byType)}): ${formatCounts(byStatus)}; ${cancelled}; ` +
    `error codes: ${formatCounts(errors)}`
  )
}

function fillText({ fills, taker, maker, unknown }: FillSection): string {
  if (fills === 0) return 'none'
  const row = (name: string, { fills: count, notional, fees }: FillRow) =>
    `${name} ${formatCount(count)} (${formatMoney(notional)} traded, ${formatMoney(fees)} fees)`
  const rest = unknown.fills === 0 ? '' : `, ${row('not said', unknown)}`
  return `${formatCount(fills)}: ${row('taker', taker)}, ${row('maker', maker)}${rest}`
}

function foreignFees({ otherFees }: FillSection): readonly Fact[] {
  const fees = Object.entries(otherFees).map(([asset, amount]) => `${formatMoney(amount)} ${asset}`)
  return fees.length === 0
    ? []
    : [['Not booked', `fees in other assets, which the balance does not carry: ${fees.join(', ')}`]]
}

function spreadText({ min, median, max }: Spread, format: (value: number) => string): string {
  return min === max ? format(min) : `${format(min)} to ${format(max)} (median ${format(median)})`
}
