/** Gives commands about some symbols as execution would, at random: opens, replaces stops; and moves prices. Seeded. */
import { clientOrderId } from '../../../src/domain/ids.ts'
import type { OrderCommand } from '../../../src/records/generated.ts'
import { command } from '../../connectors/gateway/commands.ts'
import type { Venue } from '../../venue/engine/venue.ts'

export const ACCOUNT = 'live'
const PRICE = 100
/** Entries may wait for a gateway that is killed again and again, ms. */
const LIVES_MS = 300_000

/** A plan that was opened, and which stop of it is in force. */
interface Plan {
  readonly id: string
  readonly symbol: string
  readonly isLong: boolean
  readonly revision: number
  readonly stopId: string
}

export class PlanDesk {
  /** All commands so far. */
  readonly commands: OrderCommand[] = []
  readonly #venue: Venue
  readonly #random: () => number
  readonly #plans = new Map<string, Plan>()
  #count = 0

  constructor(venue: Venue, random: () => number) {
    this.#venue = venue
    this.#random = random
  }

  /** Does something with one symbol. `isAnswered` says whether all its commands have been answered. */
  act(isAnswered: (symbol: string) => boolean): readonly OrderCommand[] {
    const symbols = [...this.#venue.symbols.keys()]
    const symbol = symbols[Math.floor(this.#random() * symbols.length)] ?? ''
    const plan = this.#plans.get(symbol)
    const isIdle = this.#venue.position(symbol).amount === 0 && this.#isClear(symbol) && isAnswered(symbol)
    if (plan === undefined || isIdle) return this.#give(this.#open(symbol))
    const dice = this.#random()
    if (dice < 0.5) return this.#give([this.#replaceStop(plan)])
    this.#move(plan, dice < 0.8 ? 1.011 : 0.89)
    return []
  }

  /** Trades go on at the old price: what was filled in part fills. */
  trade(): void {
    for (const symbol of this.#venue.symbols.keys()) this.#venue.setPrice(symbol, PRICE)
  }

  #isClear(symbol: string): boolean {
    return this.#venue.openOrders(symbol).length + this.#venue.openAlgoOrders(symbol).length === 0
  }

  #give(commands: readonly OrderCommand[]): readonly OrderCommand[] {
    this.commands.push(...commands)
    return commands
  }

  /** Entry, stop and three targets, the entry now and then in parts. */
  #open(symbol: string): readonly OrderCommand[] {
    const isLong = this.#random() < 0.5
    this.#count += 1
    const id = `plan.${this.#count}`
    if (this.#random() < 0.3) this.#venue.slices.push(0.5)
    const entry = this.#order({ id, symbol, isLong }, 'ENTRY', 0, {})
    const stop = this.#stop({ id, symbol, isLong }, 0)
    this.#plans.set(symbol, { id, symbol, isLong, revision: 0, stopId: stop.client_order_id })
    const target = (leg: 'TP1' | 'TP2' | 'TP3', price: number, quantity: string) =>
      this.#order({ id, symbol, isLong }, leg, 0, { type: 'LIMIT', price: this.#priced(isLong, price), quantity })
    return [entry, stop, target('TP1', 1.01, '0.5'), target('TP2', 1.02, '0.3'), target('TP3', 1.03, '0.2')]
  }

  #replaceStop(plan: Plan): OrderCommand {
    const revision = plan.revision + 1
    const stop = this.#stop(plan, revision)
    this.#plans.set(plan.symbol, { ...plan, revision, stopId: stop.client_order_id })
    return { ...stop, intent: 'REPLACE', target_client_order_id: plan.stopId }
  }

  #stop(of: Pick<Plan, 'id' | 'symbol' | 'isLong'>, revision: number): OrderCommand {
    const trigger_price = this.#priced(of.isLong, 0.9 + 0.0001 * revision)
    return this.#order(of, 'STOP', revision, { type: 'STOP_MARKET', trigger_price, trigger_by: 'MARK' })
  }

  #order(
    { id, symbol, isLong }: Pick<Plan, 'id' | 'symbol' | 'isLong'>,
    leg: OrderCommand['leg'],
    revision: number,
    change: Partial<OrderCommand>,
  ): OrderCommand {
    const isEntry = leg === 'ENTRY'
    const now = Date.now()
    return command({
      symbol,
      account: ACCOUNT,
      plan_id: id,
      client_order_id: clientOrderId({ account: ACCOUNT, planId: id, leg, revision, attempt: 0 }),
      event_time: now,
      leg,
      side: isEntry === isLong ? 'BUY' : 'SELL',
      reduce_only: !isEntry,
      leverage: isEntry ? 10 : null,
      expires_at: isEntry ? now + LIVES_MS : null,
      ...change,
    })
  }

  /** A price on the good side of the entry above 1, on the bad one below it; text on the tick. */
  #priced(isLong: boolean, ratio: number): string {
    return (PRICE * (isLong ? ratio : 2 - ratio)).toFixed(2)
  }

  /** There and back at once: what comes later must find a price that its levels fit. */
  #move({ symbol, isLong }: Plan, ratio: number): void {
    this.#venue.setPrice(symbol, Number(this.#priced(isLong, ratio)))
    this.#venue.setPrice(symbol, PRICE)
  }
}
