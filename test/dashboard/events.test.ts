/** Pages are told that something is new; one that does not read costs the server a bounded number of bytes. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { EventStreams } from '../../src/dashboard/server/events.ts'

/** More than a socket takes of words that nobody reads. */
const MANY = 400_000
const MOST_BYTES = 64 * 1024

async function streams() {
  const events = new EventStreams()
  const responses: ServerResponse[] = []
  const server = createServer((_request, response) => {
    responses.push(response)
    events.add(response, {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    events.close()
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { events, responses, port, url: `http://127.0.0.1:${port}` }
}

it('keeps a bounded number of bytes for a page that is suspended, and tells the others', async () => {
  const { events, responses, port, url } = await streams()
  const suspended = connect(port, '127.0.0.1').pause()
  onTestFinished(() => void suspended.destroy())
  suspended.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  const awake = await fetch(url)
  const words = awake.body!.pipeThrough(new TextDecoderStream()).getReader()
  await expect.poll(() => responses.length).toBe(2)
  let most = 0
  for (let i = 1; i <= MANY; i++) {
    events.tell()
    if (i % 1_000 !== 0) continue
    most = Math.max(most, ...responses.map(({ writableLength }) => writableLength))
    // The sockets get their turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(most).toBeLessThan(MOST_BYTES)
  for (let text = ''; !text.includes('event: changed'); ) text += (await words.read()).value ?? ''
  await words.cancel()
})

it('forgets pages that are gone, and takes a hundred at once', async () => {
  const { events, url } = await streams()
  const pages = await Promise.all(Array.from({ length: 100 }, () => fetch(url)))
  await expect.poll(() => events.isFull).toBe(true)
  await Promise.all(pages.map(({ body }) => body?.cancel()))
  await expect.poll(() => events.isFull).toBe(false)
})
