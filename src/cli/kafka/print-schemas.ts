/** What `ilf schemas` does and prints: a row for each subject. */
import { checkSchemas, registerSchemas, type SchemaResult, settingsOf } from '../../kafka-app.ts'
import type { SchemasOptions } from '../commands/schemas.ts'
import { EXIT_FAILURE } from '../failure.ts'
import { writeLine } from '../with-reader.ts'
import { columns } from './columns.ts'

const FAILED: ReadonlySet<SchemaResult['result']> = new Set(['refused', 'incompatible'])

/** Registers or checks all schemas; exit code 1 where one is or would be refused. */
export async function printSchemas(
  what: 'register' | 'check',
  { wait, registry, topicPrefix }: SchemasOptions,
): Promise<void> {
  const settings = settingsOf({ registry, topicPrefix })
  const ask = what === 'register' ? registerSchemas : checkSchemas
  const results = await ask(settings, {
    waitMs: wait * 1_000,
    onError: ({ message }) => process.stderr.write(`${message}\n`),
  })
  const rows = results.map(({ subject, id, version, result }) => [subject, text(id), text(version), result])
  for (const line of columns([['SUBJECT', 'ID', 'VERSION', 'RESULT'], ...rows])) await writeLine(line)
  const failed = results.filter(({ result }) => FAILED.has(result))
  if (failed.length === 0) return
  process.stderr.write(
    `${failed.length} of ${results.length} schemas ${what === 'register' ? 'were' : 'would be'} refused\n`,
  )
  process.exitCode = EXIT_FAILURE
}

function text(value: number | null): string {
  return value === null ? '-' : String(value)
}
