/** `ilf gateway`: carries the orders of an account to an exchange. */
import type { Command } from 'commander'
import { addClusterOptions, type ClusterCommandOptions, countOf, ENVIRONMENT_HELP } from '../kafka/options.ts'

export interface GatewayCommandOptions extends ClusterCommandOptions {
  readonly account: string
  readonly testnet?: boolean
  readonly live?: boolean
  readonly exchangeUrl?: string
  readonly stopDeadlineMs?: number
  readonly healthPort?: number
}

const HELP = `
Consumes order.command of one account and answers with execution.report and account.event: Binance USD-M futures through
ccxt. One gateway an account: a second one takes over, waits until requests of the first can no longer arrive, and the
first ends. Positions keep their stops at the exchange whatever happens to this process.

Paper is the default everywhere else; this command is the only way to an exchange, and says where orders go:
  --testnet   the exchange's test network: Binance's demo trading, with keys made there
  --live      real money: needs ILF_LIVE=I_UNDERSTAND, or the account's name typed when it asks
Keys come from ILF_API_KEY and ILF_API_SECRET, or from the file ILF_KEY_FILE names (JSON with "apiKey" and "secret", mode
600). Keys that may withdraw or transfer are refused.

--health-port answers GET /health/ready with 200 while the account is this gateway's and nothing at the exchange is
unexplained, else 503 and the reason; and GET /metrics (docs/observability.md).

Exit codes: 0 stopped, 1 refused or ended by a fault.

Examples:
  $ ilf gateway --account main --testnet --kafka localhost:9094 --registry http://localhost:8081/apis/ccompat/v7
${ENVIRONMENT_HELP}`

export function registerGateway(program: Command): void {
  const gateway = program
    .command('gateway')
    .description('carry the orders of an account to an exchange')
    .requiredOption('--account <name>', 'the account, as order.command names it')
    .option('--testnet', "send orders to the exchange's test network")
    .option('--live', 'send orders for real money')
    .option('--exchange-url <url>', 'a server on this machine instead of the exchange, for tests')
    .option(
      '--stop-deadline-ms <ms>',
      'flatten a position whose stop is not acknowledged so long after its first fill (default: 5000)',
      countOf,
    )
    .option('--health-port <port>', 'answer health checks and Prometheus on this port', countOf)
  addClusterOptions(gateway)
    .addHelpText('after', HELP)
    .action(async (options: GatewayCommandOptions) => {
      const { runGateway } = await import('../kafka/run-gateway.ts')
      await runGateway(options)
    })
}
