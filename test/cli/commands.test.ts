/** What every command shares: help, the answer to a mistake, and the commands that only print. */
import { describe, expect, it } from 'vitest'
import { describeConfig } from '../../src/config/describe-config.ts'
import { topologies } from '../../src/topologies/index.ts'
import { describeJson } from '../../src/topology/describe.ts'
import { describeMermaid } from '../../src/topology/describe-mermaid.ts'
import { describeText } from '../../src/topology/describe-text.ts'
import { ilf, temporaryFolder } from './support/ilf.ts'

const COMMANDS = [
  'run',
  'verify',
  'explain',
  'tail',
  'produce',
  'control',
  'topology',
  'config',
  'start',
  'rebuild',
  'topics',
  'schemas',
]
/** Commands that only hold others, and those. */
const WITH_PARTS = ['topology', 'topics', 'schemas']
const PARTS = [
  'topology describe',
  'topics create',
  'topics list',
  'topics describe',
  'schemas register',
  'schemas check',
]

describe('ilf', () => {
  it('lists every command in its help, with examples', async () => {
    const { exitCode, stdout } = await ilf(['--help'], temporaryFolder())
    expect(exitCode).toBe(0)
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'))
    expect(stdout).toContain('Examples:')
  })

  it.each([...COMMANDS.filter((command) => !WITH_PARTS.includes(command)), ...PARTS])(
    'explains %s, with examples',
    async (command) => {
      const { exitCode, stdout, stderr } = await ilf([...command.split(' '), '--help'], temporaryFolder())
      expect(exitCode).toBe(0)
      expect(stderr).toBe('')
      expect(stdout).toContain(`Usage: ilf ${command}`)
      expect(stdout).toContain('Examples:')
    },
  )

  it.each([
    [['rnu'], "unknown command 'rnu'"],
    [['run', '--spede', '1'], "unknown option '--spede'"],
    [['run', '--speed', 'fast'], "argument 'fast' is invalid"],
    [['run', '--log-level', 'loud'], "argument 'loud' is invalid"],
    [['run', 'surplus'], 'too many arguments'],
    [['topology', 'describe', '--format', 'svg'], "argument 'svg' is invalid"],
  ])('answers %j with exit code 2 and says why', async (args, message) => {
    const { exitCode, stdout, stderr } = await ilf(args, temporaryFolder())
    expect(exitCode).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(message)
  })

  it('proposes the command that was meant', async () => {
    expect((await ilf(['exlpain'], temporaryFolder())).stderr).toContain('Did you mean explain?')
  })

  it('prints its help where no command is given, as an error', async () => {
    const { exitCode, stderr } = await ilf([], temporaryFolder())
    expect(exitCode).toBe(2)
    expect(stderr).toContain('Usage: ilf')
  })

  it('prints its version', async () => {
    expect((await ilf(['--version'], temporaryFolder())).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('ilf topology describe', () => {
  it.each([
    ['text', describeText],
    ['mermaid', describeMermaid],
    ['json', describeJson],
  ])('prints all topologies as %s', async (format, print) => {
    const { exitCode, stdout } = await ilf(['topology', 'describe', '--format', format], temporaryFolder())
    expect(exitCode).toBe(0)
    expect(stdout).toBe(print(topologies))
  })

  it('prints the topologies that are named, as text by default', async () => {
    const { stdout } = await ilf(['topology', 'describe', 'exit-brain', 'execution'], temporaryFolder())
    const chosen = topologies.filter(({ name }) => name === 'exit-brain' || name === 'execution')
    expect(stdout).toBe(describeText(chosen))
  })

  it('names the topologies there are where one is not', async () => {
    const { exitCode, stderr } = await ilf(['topology', 'describe', 'exit-brian'], temporaryFolder())
    expect(exitCode).toBe(1)
    expect(stderr).toBe(
      `error: no topology is named exit-brian; there are ${topologies.map(({ name }) => name).join(', ')}\n`,
    )
  })
})

describe('ilf config', () => {
  it('prints every key with its default', async () => {
    const { stdout } = await ilf(['config', '--json'], temporaryFolder())
    expect(JSON.parse(stdout)).toEqual(describeConfig())
  })

  it('prints the keys that begin with a prefix', async () => {
    const { stdout } = await ilf(['config', 'gate'], temporaryFolder())
    const lines = stdout.trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines) expect(line).toMatch(/^gate\./)
  })
})
