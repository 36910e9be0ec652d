/** The health check of the image: true for a process that answers 200, false for whatever else answers, or nothing. */
import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { startHealthServer } from '../../src/cli/kafka/health-server.ts'
import { freePorts } from '../support/process/free-ports.ts'
import { inProject } from '../support/project-root.ts'

const isHealthy = (port: number | undefined, path: string) =>
  new Promise<boolean>((resolve) => {
    const command = [inProject('scripts/healthy.sh'), String(port), path]
    execFile('bash', command, { timeout: 30_000 }, (error) => resolve(error === null))
  })

it('says of a member what it says itself', async () => {
  let ready = false
  const server = await startHealthServer(0, { readiness: () => ({ ready, reason: 'a test' }) }, '127.0.0.1')
  onTestFinished(() => server.close())
  expect(await isHealthy(server.port, '/health/ready')).toBe(false)
  ready = true
  expect(await isHealthy(server.port, '/health/ready')).toBe(true)
  expect(await isHealthy(server.port, '/health/nowhere')).toBe(false)
})

it.each([
  ['says nothing', ''],
  ['speaks no HTTP', '200 OK\r\n'],
  ['sends to elsewhere', 'HTTP/1.1 302 Found\r\nlocation: /200 \r\n\r\n'],
])('is false for what %s', async (_, text) => {
  const [port] = await freePorts(1)
  expect(await isHealthy(port, '/')).toBe(false)
  const server = createServer((socket) => socket.on('error', () => undefined).end(text))
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  expect(await isHealthy(port, '/')).toBe(false)
})
