/** A gateway as a process of its own, to be killed: prints what it does, line by line. */
import { leasedClient } from '../../../src/connectors/gateway/binance/leased-client.ts'
import { leasedStream } from '../../../src/connectors/gateway/binance/user-stream.ts'
import { GatewayProcess } from '../../../src/kafka-app/gateway/gateway-process.ts'
import { StreamError } from '../../../src/runtime/errors.ts'

const { urls, credentials, ...settings } = JSON.parse(process.argv[2] ?? '{}')
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

const gateway = new GatewayProcess({
  ...settings,
  client: (leaseIsAlive) => leasedClient({ ...credentials, urls, leaseIsAlive }),
  stream: (leaseIsAlive) => leasedStream({ ...credentials, urls, leaseIsAlive }),
  onError: ({ code, message }) => print({ event: 'error', code, message }),
})

process.on('SIGTERM', () => gateway.stop())
const looking = setInterval(() => print({ event: 'status', ...gateway.status }), 20)
try {
  await gateway.run()
} catch (error) {
  const code = error instanceof StreamError ? error.code : String(error)
  print({ event: 'ended', code })
  process.exitCode = 1
} finally {
  clearInterval(looking)
}
