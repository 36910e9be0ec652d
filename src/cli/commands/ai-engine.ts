/** `ilf ai-engine`: serves the built-in signal model over HTTP, until it is stopped. */
import { once } from 'node:events'
import type { Command } from 'commander'
import { CommandError } from '../failure.ts'
import { countOf } from '../kafka/options.ts'
import { portOf } from '../port.ts'

interface AiEngineOptions {
  readonly host: string
  readonly port: number
  readonly maxMarkets: number
  readonly set?: readonly string[]
}

const HELP = `
  POST /api/ai/signal   {symbol, price, volume, timeframe} → {action, confidence, model, reason, …}
  POST /api/ai/candles  {symbol, timeframe, candles}: history, so that a market is warm at once
  GET  /health          200 while the model really answers, else 503 and why
  GET  /openapi.json    the whole contract
  GET  /metrics         for Prometheus: signals by action, requests by status (docs/observability.md)

Prices that are given become candles; until 30 of them have closed the answer is HOLD with the reason WARMING_UP.
Stops cleanly at SIGTERM and Ctrl-C: what was asked is answered first.

Examples:
  $ ilf ai-engine
  $ ilf ai-engine --port 9001 --set baseline.minConfidence=0.7
  $ curl -s localhost:8001/health`

export function registerAiEngine(program: Command): void {
  program
    .command('ai-engine')
    .description('serve the built-in signal model over HTTP')
    .option('--port <port>', 'port to listen on; 0 takes any free one', portOf, 8001)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--max-markets <n>', 'markets (symbol and timeframe) kept in memory', countOf, 2000)
    .option('--set <key=value...>', 'change the configuration (keys: ilf config baseline)')
    .addHelpText('after', HELP)
    .action(async (options: AiEngineOptions) => {
      const [{ startEngine }, { createConsole }, { stopRequest }] = await Promise.all([
        import('../../engine-app.ts'),
        import('../run/console.ts'),
        import('../run/stop-request.ts'),
      ])
      const stop = stopRequest()
      const { log, say } = await createConsole({ level: 'info', progress: false, isUnpaced: false })
      try {
        const server = await startEngine({
          ...options,
          onError: (error) => log.error(error.stack ?? error.message),
        }).catch((error: unknown) => {
          throw explained(error, options)
        })
        say(`Serving the built-in model at ${server.url}`)
        if (!stop.signal.aborted) await once(stop.signal, 'abort')
        await server.close()
        say('Stopped: everything asked is answered')
      } finally {
        stop.release()
      }
    })
}

function explained(error: unknown, { host, port }: AiEngineOptions): unknown {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  if (code === 'EADDRINUSE')
    return new CommandError(`port ${port} of ${host} is taken: stop what listens there, or give another --port`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EACCES') {
    return new CommandError(`cannot listen on ${host}:${port} (${code}): give another --host or --port`)
  }
  return error
}
