/** What the user is told when a command fails, and the exit code that goes with it. */
import { CommanderError } from 'commander'

/** Exit code of a command that was called in a way it does not know. */
export const EXIT_USAGE = 2
/** Exit code of a command that could not do what it was asked to. */
export const EXIT_FAILURE = 1

/**
 * Errors that say in their message all the user needs. By name and not by class, because the classes live in modules
 * that a command which does not need them should not have to load.
 */
const EXPLAINED: ReadonlySet<string> = new Set([
  'CommandError',
  'ConfigError',
  'LiveRefused',
  'IngestError',
  'RecordingError',
  'StorageError',
  'StreamError',
])

/** A command that cannot go on for a reason of its own; the message says what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

export interface FailureOptions {
  /** Show the stack of explained errors too. */
  readonly isDebug: boolean
  /** Takes the message; the program gives it stderr. */
  write(text: string): void
}

/** Writes why a command failed, and returns the exit code. Commander has already written what it had to say itself. */
export function exitCodeOf(thrown: unknown, { isDebug, write }: FailureOptions): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : EXIT_USAGE
  if (!(thrown instanceof Error)) {
    write(`error: ${String(thrown)}\n`)
    return EXIT_FAILURE
  }
  if (!EXPLAINED.has(thrown.name)) {
    write(`error: ilf failed in a way it should not have. ${thrown.stack ?? thrown.message}\n`)
    return EXIT_FAILURE
  }
  write(`error: ${thrown.message}\n`)
  if (isDebug) write(`${thrown.stack ?? ''}\n${causes(thrown)}`)
  return EXIT_FAILURE
}

function causes(error: Error): string {
  if (!(error.cause instanceof Error)) return ''
  return `caused by: ${error.cause.stack ?? error.cause.message}\n${causes(error.cause)}`
}
