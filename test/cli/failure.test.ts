import { CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { CommandError, exitCodeOf } from '../../src/cli/failure.ts'
import { ConfigError } from '../../src/config/overrides.ts'
import { RecordingError } from '../../src/connectors/recordings/index.ts'
import { StorageError } from '../../src/runtime/embedded/storage/errors.ts'
import { StreamError } from '../../src/runtime/errors.ts'

function fail(error: unknown, isDebug = false) {
  let text = ''
  const exitCode = exitCodeOf(error, {
    isDebug,
    write: (part) => {
      text += part
    },
  })
  return { exitCode, text }
}

describe('exitCodeOf', () => {
  it.each([
    new CommandError('what to do'),
    new ConfigError('what to do'),
    new RecordingError('EMPTY', 'what to do'),
    new StorageError('NO_DATA', '/data', 'what to do'),
    new StreamError('LOOP', 'halt', 'what to do'),
  ])('says what $name says, without a stack', (error) => {
    expect(fail(error)).toEqual({ exitCode: 1, text: 'error: what to do\n' })
  })

  it('adds stack and causes when debugging', () => {
    const { text } = fail(new CommandError('outer', { cause: new Error('inner') }), true)
    expect(text).toMatch(/^error: outer\nCommandError: outer\n {4}at [\s\S]*\ncaused by: Error: inner\n {4}at /)
  })

  it('shows the stack of an error that nobody explained', () => {
    const { exitCode, text } = fail(new TypeError('x is not a function'))
    expect(exitCode).toBe(1)
    expect(text).toMatch(/TypeError: x is not a function\n {4}at /)
  })

  it('takes anything that was thrown', () => {
    expect(fail('text')).toEqual({ exitCode: 1, text: 'error: text\n' })
  })

  it('knows a mistaken call from a call for help; commander has spoken already', () => {
    expect(fail(new CommanderError(1, 'commander.unknownOption', 'error'))).toEqual({ exitCode: 2, text: '' })
    expect(fail(new CommanderError(0, 'commander.helpDisplayed', ''))).toEqual({ exitCode: 0, text: '' })
  })
})
