/** Gives an operator's word to an account of a cluster, from the command line. */
import { publishControl, settingsOf } from '../../kafka-app.ts'
import type { ControlCommand } from '../../records/generated.ts'
import { createConsole } from '../run/console.ts'
import { stopRequest } from '../run/stop-request.ts'
import { writeLine } from '../with-reader.ts'
import type { ClusterCommandOptions } from './options.ts'
import { tellError } from './start-member.ts'

/** Publishes the word and says so. Throws what keeps it from being given. */
export async function controlCluster(command: ControlCommand, options: ClusterCommandOptions): Promise<void> {
  const kafka = settingsOf(options)
  const { signal, release } = stopRequest()
  const { log } = await createConsole({ level: undefined, progress: false, isUnpaced: false })
  try {
    await publishControl(kafka, command, { onError: (error) => tellError(log, error), signal })
    const { command: word, account } = command
    await writeLine(`published ${word} for account ${account}: execution and the account's gateway take it at once`)
  } finally {
    release()
  }
}
