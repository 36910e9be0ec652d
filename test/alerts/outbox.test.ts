/** What waits is bounded, leaves as one message, and nothing is thrown away without being told. */
import { expect, it } from 'vitest'
import { messageText } from '../../src/alerts/sending/message-text.ts'
import { Outbox } from '../../src/alerts/sending/outbox.ts'
import { alert, titles } from './records.ts'

const filled = (count: number, limits = { waiting: 100, shown: 3 }) => {
  const outbox = new Outbox(limits)
  for (let i = 0; i < count; i++) outbox.offer(alert(i))
  return outbox
}

it('gives one alert as one, and a burst as a few and how many more', () => {
  const one = filled(1).take()!
  expect([titles(one.alerts), one.more, one.dropped]).toEqual([['alert 0'], 0, 0])
  const many = filled(40).take()!
  expect([titles(many.alerts), many.more]).toEqual([['alert 0', 'alert 1', 'alert 2'], 37])
  expect(messageText(many)).toMatch(/^alert 0\n.*\n\nalert 1\n.*\n\nalert 2\n.*\n\nand 37 more$/)
  expect(filled(0).take()).toBeNull()
})

it('shows the gravest, in the order they came', () => {
  const outbox = filled(10)
  outbox.offer(alert(10, { severity: 'warning' }))
  outbox.offer(alert(11, { severity: 'critical' }))
  expect(titles(outbox.take()!.alerts)).toEqual(['alert 0', 'alert 10', 'alert 11'])
})

it('keeps a message until it has arrived, and what came meanwhile behind it', () => {
  const outbox = filled(2)
  const first = outbox.take()!
  outbox.offer(alert(2))
  expect(titles(outbox.take()!.alerts)).toEqual(['alert 0', 'alert 1', 'alert 2'])
  const again = filled(2)
  again.arrived(again.take()!)
  expect([again.size, again.take()]).toEqual([0, null])
  expect(titles(first.alerts)).toEqual(['alert 0', 'alert 1'])
})

it('drops the oldest above its bound, and says how many', () => {
  const outbox = filled(130)
  expect(outbox.size).toBe(100)
  const message = outbox.take()!
  expect(message).toMatchObject({ dropped: 30, more: 97 })
  expect(titles(message.alerts)[0]).toBe('alert 30')
  expect(messageText(message)).toContain('30 earlier alerts could not be sent')
  outbox.arrived(message)
  outbox.offer(alert(1))
  expect(outbox.take()?.dropped).toBe(0)
})

it('counts those that were dropped while they were on their way as told when they arrive, and only then', () => {
  const arriving = filled(100)
  const message = arriving.take()!
  for (let i = 100; i < 150; i++) arriving.offer(alert(i))
  arriving.arrived(message)
  expect(arriving.size).toBe(50)
  expect(arriving.take()?.dropped).toBe(0)
  const failing = filled(100)
  failing.take()
  for (let i = 100; i < 150; i++) failing.offer(alert(i))
  expect(failing.take()).toMatchObject({ dropped: 50, more: 97 })
})

it('counts what was refused for good as thrown away', () => {
  const outbox = filled(4)
  outbox.take()
  outbox.refused()
  expect(outbox.take()).toBeNull()
  outbox.offer(alert(9))
  expect(outbox.take()?.dropped).toBe(4)
})
