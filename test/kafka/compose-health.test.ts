/** The broker's health check of the compose file: true for a broker that answers, false for whatever else listens, or nothing. */
import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { composeFile } from '../compose/compose-file.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { freePorts } from '../support/process/free-ports.ts'

/** The script, asking another address; `$$` is compose's way to write `$`. */
function checkOf(address: string): string {
  const { healthcheck } = composeFile().services.kafka ?? expect.fail('no service kafka')
  if (healthcheck === undefined || 'disable' in healthcheck) return expect.fail('kafka has no health check')
  const [, program, , script] = healthcheck.test
  expect(program).toBe('bash')
  return String(script).replace('kafka/9092', address.replace(':', '/')).replaceAll('$$', '$')
}

const isHealthy = (address: string) =>
  new Promise<boolean>((resolve) => {
    execFile('bash', ['-c', checkOf(address)], { timeout: 30_000 }, (error) => resolve(error === null))
  })

describeKafka('the health check of the broker', ({ brokers }) => {
  it('says that a broker is there, and nothing else', async () => {
    expect(await isHealthy(String(brokers[0]))).toBe(true)
    const [port] = await freePorts(1)
    expect(await isHealthy(`127.0.0.1:${port}`)).toBe(false)
    const server = createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    onTestFinished(() => void server.close())
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    expect(await isHealthy(`127.0.0.1:${port}`)).toBe(false)
  })
})
