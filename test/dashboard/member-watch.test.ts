/** What the dashboard shows of processes, from their health ports: real servers, among them ones that are none of ours. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { MemberWatch } from '../../src/dashboard/member-watch.ts'
import { until } from './support.ts'

interface Answers {
  readonly status: number
  readonly ready: string
  readonly metrics: string
}

async function serving({ status, ready, metrics }: Answers): Promise<string> {
  const server: Server = createServer(({ url }, response) => {
    if (url === '/health/ready') response.writeHead(status).end(ready)
    else response.end(metrics)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function seen(address: string) {
  const watch = new MemberWatch([address])
  onTestFinished(() => watch.close())
  expect(watch.members).toEqual([{ address, isReady: false, reason: 'not asked yet', restoredRatio: null }])
  const [member] = await until(
    () => sleep(20, watch).then(({ members }) => members),
    ([first]) => first?.reason !== 'not asked yet',
  )
  return member
}

const restore = (...lanes: readonly (readonly [toRead: number, read: number])[]) =>
  [
    '# TYPE ilf_restore_offsets_to_read gauge',
    ...lanes.map(([toRead], lane) => `ilf_restore_offsets_to_read{lane="${lane}",app="ilf"} ${toRead}`),
    '# TYPE ilf_restore_offsets_read gauge',
    ...lanes.map(([, read], lane) => `ilf_restore_offsets_read{lane="${lane}",app="ilf"} ${read}`),
    '',
  ].join('\n')

it('says how far a member has restored, over all of its lanes', async () => {
  const ready = JSON.stringify({ ready: false, reason: 'not restored: lane 1 (restoring)' })
  const address = await serving({ status: 503, ready, metrics: restore([300, 300], [100, 20]) })
  expect(await seen(address)).toEqual({
    address,
    isReady: false,
    reason: 'not restored: lane 1 (restoring)',
    restoredRatio: 0.8,
  })
})

it('takes one that had nothing to restore as restored, and one that says nothing of it as unknown', async () => {
  const ready = JSON.stringify({ ready: true, reason: 'running lane 0' })
  const member = await serving({ status: 200, ready, metrics: restore([0, 0]) })
  expect(await seen(member)).toMatchObject({ isReady: true, restoredRatio: 1 })
  const gateway = await serving({ status: 200, ready, metrics: 'ilf_gateway_orders_total 3\n' })
  expect(await seen(gateway)).toMatchObject({ isReady: true, restoredRatio: null })
})

it('says of what is no member that it does not answer as one', async () => {
  const web = await serving({ status: 200, ready: '<html>', metrics: '' })
  expect(await seen(web)).toMatchObject({ isReady: false, reason: expect.stringMatching(/^does not answer: .*JSON/) })
  expect(await seen('http://127.0.0.1:1')).toMatchObject({
    isReady: false,
    reason: expect.stringContaining('does not answer: '),
  })
})
