/** A small exchange for the model test: it does with orders whatever the script's random numbers say, and keeps books. */
import { Decimal } from '../../../../src/domain/decimal.ts'
import type { ExecutionReport, OrderCommand, OrderStatus } from '../../../../src/records/generated.ts'
import { answer } from './records.ts'

interface Working {
  readonly command: OrderCommand
  filled: number
}

export class RandomExchange {
  /** Commands on their way here, and reports on their way back. */
  readonly inbox: OrderCommand[] = []
  readonly outbox: ExecutionReport[] = []
  /** Signed position in whole units. */
  position = 0
  /** Money that came in minus money that went out, fees included. */
  cash = new Decimal(0)
  private readonly working = new Map<string, Working>()
  private trades = 0

  /** Takes the next command; a new order may be refused. */
  take(refuse: boolean): void {
    const command = this.inbox.shift()
    if (command === undefined) return
    const accepted = command.intent === 'CANCEL' || this.accept(command, refuse)
    if (accepted && command.target_client_order_id != null) this.end(command.target_client_order_id, 'CANCELED')
  }

  /** Fills a part of a working order at a price; a reduce-only order never beyond the position. */
  fill(pick: number, part: number, price: string): void {
    const order = this.pick(pick)
    if (order === undefined) return
    const { command } = order
    const open = Number(command.quantity) - order.filled
    const most = command.reduce_only ? Math.min(open, this.reducible(command)) : open
    if (most === 0) {
      this.end(command.client_order_id, 'EXPIRED')
      return
    }
    const quantity = 1 + (part % most)
    const fee = new Decimal(quantity).times(price).times('0.0005')
    const sign = command.side === 'BUY' ? 1 : -1
    order.filled += quantity
    this.position += sign * quantity
    this.cash = this.cash.minus(new Decimal(sign * quantity).times(price)).minus(fee)
    const done = order.filled === Number(command.quantity)
    if (done) this.working.delete(command.client_order_id)
    this.trades += 1
    this.say(command, done ? 'FILLED' : 'PARTIALLY_FILLED', order.filled, {
      trade_id: String(this.trades),
      last_quantity: String(quantity),
      last_price: price,
      fee: fee.toFixed(),
      fee_asset: 'USDT',
    })
  }

  /** Ends a working order without being asked. */
  drop(pick: number): void {
    const order = this.pick(pick)
    if (order !== undefined) this.end(order.command.client_order_id, pick % 2 === 0 ? 'EXPIRED' : 'CANCELED')
  }

  /** Lets a report of an order overtake the one before it, if both are of the same order. */
  shuffle(pick: number): void {
    const at = pick % Math.max(1, this.outbox.length - 1)
    const [first, second] = [this.outbox[at], this.outbox[at + 1]]
    if (first === undefined || first.client_order_id !== second?.client_order_id) return
    this.outbox.splice(at, 2, second, first)
  }

  get idle(): boolean {
    return this.inbox.length === 0 && this.outbox.length === 0
  }

  /** Fills every market order to the end. */
  fillMarketOrders(price: string): void {
    for (const { command, filled } of [...this.working.values()]) {
      if (command.type !== 'MARKET') continue
      this.fill([...this.working.keys()].indexOf(command.client_order_id), Number(command.quantity) - filled - 1, price)
    }
  }

  private accept(command: OrderCommand, refuse: boolean): boolean {
    const pointless = command.reduce_only && this.reducible(command) === 0
    if (pointless || refuse) {
      this.say(command, 'REJECTED', 0, { error_code: pointless ? '-2022' : '-1001' })
      return false
    }
    this.working.set(command.client_order_id, { command, filled: 0 })
    this.say(command, 'NEW', 0)
    return true
  }

  private pick(pick: number): Working | undefined {
    return [...this.working.values()][pick % Math.max(1, this.working.size)]
  }

  private reducible(command: OrderCommand): number {
    return Math.max(0, command.side === 'SELL' ? this.position : -this.position)
  }

  private end(id: string, status: OrderStatus): void {
    const order = this.working.get(id)
    if (order === undefined) return
    this.working.delete(id)
    this.say(order.command, status, order.filled)
  }

  private say(command: OrderCommand, status: OrderStatus, filled: number, change: Partial<ExecutionReport> = {}): void {
    this.outbox.push(answer(command, status, { filled_quantity: String(filled), ...change }))
  }
}
