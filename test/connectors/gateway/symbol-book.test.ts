/** What is kept of a symbol does not grow with its history. */
import { expect, test } from 'vitest'
import { emptyBook, withOrder, withoutOldOrders } from '../../../src/connectors/gateway/symbol-book.ts'
import { command } from './commands.ts'

test('keeps every working order, and the newest fifty of those that have ended', () => {
  let book = emptyBook('AAAUSDT')
  for (let number = 0; number < 200; number += 1) {
    const id = `order-${number}`
    book = withOrder(book, command({ client_order_id: id }))
    const order = book.orders[id]
    if (number % 100 !== 0 && order !== undefined) {
      book = { ...book, orders: { ...book.orders, [id]: { ...order, isWorking: false } } }
    }
  }
  const kept = Object.keys(withoutOldOrders(book).orders)
  expect(kept).toHaveLength(52)
  expect(kept.slice(0, 4)).toEqual(['order-0', 'order-100', 'order-150', 'order-151'])
  expect(withoutOldOrders(withoutOldOrders(book))).toEqual(withoutOldOrders(book))
})
