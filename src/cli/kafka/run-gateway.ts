/** Runs a gateway from the command line: asks for the confirmation, tells what it does, stops it when asked. */
import { createInterface } from 'node:readline/promises'
import { gatewayOf, settingsOf } from '../../kafka-app.ts'
import type { GatewayCommandOptions } from '../commands/gateway.ts'
import { createConsole } from '../run/console.ts'
import { stopRequest } from '../run/stop-request.ts'
import { startHealthServer } from './health-server.ts'
import { tellError } from './start-member.ts'

const LOOK_EVERY_MS = 200

/** Throws what keeps it from running. */
export async function runGateway(options: GatewayCommandOptions): Promise<void> {
  const { account, live = false, testnet = false, exchangeUrl, stopDeadlineMs } = options
  const stop = stopRequest()
  const { log, say } = await createConsole({ level: undefined, progress: false, isUnpaced: false })
  const gateway = await gatewayOf({
    kafka: settingsOf(options),
    account,
    live,
    testnet,
    exchangeUrl,
    stopDeadlineMs,
    typed: live ? await typedName(account) : undefined,
    environment: process.env,
    onError: (error) => tellError(log, error),
  })
  let told = ''
  const looking = setInterval(() => {
    const { state, mayOpen } = gateway.status()
    const now =
      state === 'running' ? (mayOpen ? 'running: entries are sent' : 'running: no entries, not reconciled') : state
    if (now !== told) say(`Gateway of ${account}: ${now}`)
    told = now
  }, LOOK_EVERY_MS)
  stop.signal.addEventListener('abort', () => gateway.stop(), { once: true })
  const health = options.healthPort === undefined ? null : await startHealthServer(options.healthPort, gateway)
  try {
    await gateway.run()
    say('Stopped. Stops and targets stay at the exchange.')
  } finally {
    clearInterval(looking)
    await health?.close()
    stop.release()
  }
}

/** What is typed where somebody can type; undefined elsewhere. */
async function typedName(account: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || process.env.ILF_LIVE !== undefined) return undefined
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await terminal.question(`Orders of "${account}" will be sent for real money. Type the account's name: `)
  } finally {
    terminal.close()
  }
}
