/** `ilf schemas`: registers the schemas of all topics, or checks that a registry would take them. */
import type { Command } from 'commander'
import { addRegistryOption, type ClusterCommandOptions, countOf, ENVIRONMENT_HELP } from '../kafka/options.ts'

/** What commander hands over. */
export interface SchemasOptions extends Omit<ClusterCommandOptions, 'kafka' | 'app'> {
  readonly wait: number
}

/** Seconds a registry may be away before a command gives up. */
const DEFAULT_WAIT_S = 60

const REGISTER_HELP = `
Sets every subject to FULL_TRANSITIVE compatibility before its first version. Registering again changes nothing.

Exit codes: 0 all are registered, 1 one was refused, or the registry did not answer within --wait.

Examples:
  $ ilf schemas register --registry http://localhost:8081/apis/ccompat/v7
  $ ilf schemas register --registry http://localhost:8085 --wait 300       Confluent's and Karapace have no path
${ENVIRONMENT_HELP}`

const CHECK_HELP = `
Registers nothing: says of every schema whether it is there (unchanged), would be taken (compatible), would be the first
of its subject (new), or would be refused (incompatible).

Exit codes: 0 all would be taken, 1 one would be refused, or the registry did not answer within --wait.

Examples:
  $ ilf schemas check --registry http://localhost:8081/apis/ccompat/v7
${ENVIRONMENT_HELP}`

export function registerSchemasCommand(program: Command): void {
  const schemas = program.command('schemas').description('register and check the schemas of the topics')
  const add = (name: string, description: string, help: string) =>
    addRegistryOption(schemas.command(name).description(description))
      .option('--topic-prefix <text>', 'in front of every subject, where installations share a registry')
      .option('--wait <seconds>', 'how long to wait for a registry that is away', countOf, DEFAULT_WAIT_S)
      .addHelpText('after', help)
  add('register', 'register the schemas of all topics', REGISTER_HELP).action(async (options: SchemasOptions) => {
    const { printSchemas } = await import('../kafka/print-schemas.ts')
    await printSchemas('register', options)
  })
  add('check', 'check that the registry would take the schemas of all topics', CHECK_HELP).action(
    async (options: SchemasOptions) => {
      const { printSchemas } = await import('../kafka/print-schemas.ts')
      await printSchemas('check', options)
    },
  )
}
