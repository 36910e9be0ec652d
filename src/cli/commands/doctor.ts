/** `ilf doctor`: checks an installation before it trades, and says what to do about what is wrong. */
import type { Command } from 'commander'
import { addClusterOptions, type ClusterCommandOptions, ENVIRONMENT_HELP } from '../kafka/options.ts'

export interface DoctorOptions extends ClusterCommandOptions {
  readonly set?: readonly string[]
  readonly testnet?: boolean
  readonly live?: boolean
  readonly exchangeUrl?: string
  readonly json?: boolean
}

const HELP = `
Node, configuration, broker, topics, registry and schemas; with --testnet or --live also the exchange, this machine's clock
against it, the keys and what they may do, and the account's position mode. Changes nothing, and sends no order.

Exit codes: 0 nothing is wrong, 1 something is.

Examples:
  $ ilf doctor
  $ ilf doctor --kafka localhost:9094 --registry http://localhost:8081/apis/ccompat/v7
  $ ILF_KEY_FILE=main.key ilf doctor --testnet --kafka localhost:9094 --registry http://localhost:8081/apis/ccompat/v7
${ENVIRONMENT_HELP}`

export function registerDoctor(program: Command): void {
  const doctor = program
    .command('doctor')
    .description('check an installation before it trades')
    .option('--set <key=value...>', 'settings to check (keys: ilf config)')
    .option('--testnet', "ask the exchange's test network")
    .option('--live', 'ask the exchange; sends no order')
    .option('--exchange-url <url>', 'a server on this machine instead of the exchange, for tests')
    .option('--json', 'print one JSON object a check')
  addClusterOptions(doctor)
    .addHelpText('after', HELP)
    .action(async (options: DoctorOptions) => {
      const { printExamination } = await import('../kafka/print-examination.ts')
      await printExamination(options)
    })
}
