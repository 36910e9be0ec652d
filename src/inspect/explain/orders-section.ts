/** Orders and fills: every order that mattered with its fills, the replaced ones counted by leg. */
import type { ExecutionReport, OrderCommand } from '../../records/generated.ts'
import type { Chain } from './chain.ts'
import { columns, moneyText, priceText, sinceText } from './figures.ts'
import type { Section } from './section.ts'

/** Fills of one order that are listed; of more, the first and the last. */
const FILLS_SHOWN = 8

interface OrderStory {
  readonly command: OrderCommand
  readonly reports: readonly ExecutionReport[]
}

/** The orders in the order of their commands; unfilled ones that were replaced or cancelled are only counted. */
export function ordersSection({ orders, reports }: Chain, startMs: number): readonly Section[] {
  if (orders.length === 0) return []
  const stories = orders.flatMap(({ value: command }): OrderStory[] => {
    if (command.intent === 'CANCEL') return []
    const own = reports.filter(({ value }) => value.client_order_id === command.client_order_id)
    return [{ command, reports: own.map(({ value }) => value) }]
  })
  const told = stories.filter((story) => !isSuperseded(story))
  const superseded = tally(stories.filter(isSuperseded).map(({ command }) => command.leg))
  const fills = reports.filter(({ value }) => value.last_quantity != null).length
  const lines = columns(told.flatMap((story) => storyRows(story, startMs)))
  const rest = superseded === '' ? [] : [`  replaced, cancelled or ended unfilled: ${superseded}`]
  return [{ title: 'ORDERS', gist: `${stories.length} orders, ${fills} fills`, lines: [...lines, ...rest] }]
}

function isSuperseded({ reports }: OrderStory): boolean {
  const last = reports.at(-1)
  const isEnded = last?.status === 'CANCELED' || last?.status === 'EXPIRED'
  return isEnded && !reports.some(isFill)
}

function isFill({ last_quantity }: ExecutionReport): boolean {
  return last_quantity != null
}

function storyRows({ command, reports }: OrderStory, startMs: number): readonly string[][] {
  const last = reports.at(-1)
  const status =
    last === undefined
      ? 'no report yet'
      : [last.status, last.error_code, last.error].filter((part) => part != null).join(' ')
  const head = [
    sinceText(command.event_time - startMs),
    command.leg,
    `${command.side} ${command.type}`,
    ordered(command),
    status,
    command.client_order_id,
  ]
  return [head, ...fillRows(reports.filter(isFill), startMs)]
}

function ordered({ quantity, price, trigger_price: trigger }: OrderCommand): string {
  if (price != null) return `${quantity} at ${priceText(price)}`
  return trigger == null ? quantity : `${quantity} at trigger ${priceText(trigger)}`
}

function fillRows(fills: readonly ExecutionReport[], startMs: number): readonly string[][] {
  const hidden = fills.length - FILLS_SHOWN
  if (hidden <= 0) return fills.map((fill) => fillRow(fill, startMs))
  const [first, last] = [fills.slice(0, FILLS_SHOWN - 1), fills.slice(-1)]
  const between = ['', '  …', `${hidden} more fills`]
  return [...first.map((fill) => fillRow(fill, startMs)), between, ...last.map((fill) => fillRow(fill, startMs))]
}

function fillRow(
  { event_time, last_quantity, last_price, fee, fee_asset, liquidity }: ExecutionReport,
  startMs: number,
): string[] {
  const paid = fee == null ? '' : `fee ${moneyText(fee)} ${fee_asset ?? ''}`.trimEnd()
  return [
    sinceText(event_time - startMs),
    '  fill',
    liquidity ?? '',
    `${last_quantity} at ${priceText(last_price ?? '0')}`,
    paid,
  ]
}

function tally(names: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ')
}
