/** docs/debugging.md, word by word: every command on the page is run, and prints what the page shows. */
import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AppConfig, DEFAULT_CONFIG } from '../../src/config/config.ts'
import type { KafkaRuntime } from '../../src/runtime/kafka/kafka-runtime.ts'
import { topics } from '../../src/topics.ts'
import { tradeIntent } from '../../src/topologies/index.ts'
import { writeKafkaScripts } from '../support/broker/kafka-scripts.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { ownedFolder, removeFolder } from '../support/process/owned-folder.ts'
import { runProgram } from '../support/process/run-program.ts'
import { inProject } from '../support/project-root.ts'
import { commandsOf, masked } from './support/page.ts'
import { until } from './support/until.ts'
import { Workspace } from './support/workspace.ts'

const PAGE = inProject('docs/debugging.md')
const COMMANDS = commandsOf(await readFile(PAGE, 'utf8'))
const GROUP = 'ilf-trade-intent'
const BROKER = 'localhost:9094'
const LANES = 8
const TIMEOUT_MS = 60_000
const hasKcat = isInstalled('kcat')

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['-V'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describeKafka('docs/debugging.md', (services) => {
  const workspace = new Workspace<AppConfig>(services, [tradeIntent])
  const { topicPrefix, groupId } = workspace
  let member: KafkaRuntime<AppConfig> | null = null
  let scripts = ''

  beforeAll(async () => {
    scripts = await ownedFolder('kafka-scripts')
    await writeKafkaScripts(scripts)
    await workspace.create()
    const running = workspace.member({ config: DEFAULT_CONFIG, jsonDoor: true })
    member = running
    await running.start()
    await until('all lanes run', () => running.status().lanes.filter(({ isCaughtUp }) => isCaughtUp).length === LANES)
  })

  afterAll(async () => {
    if (member?.status().state !== 'stopped') await member?.stop()
    if (scripts !== '') await removeFolder(scripts)
  })

  /** The command with the names of this test instead of the page's. */
  function here(command: string): string {
    return command
      .replaceAll(BROKER, services.brokers.join(','))
      .replace(/(--topic|-t) (\S+)/g, (_, option: string, topic: string) => `${option} ${topicPrefix}${topic}`)
      .replaceAll(GROUP, groupId)
  }

  /** What was printed with the names of the page. */
  function there(printed: string): string {
    return printed.replaceAll(topicPrefix, '').replaceAll(groupId, GROUP)
  }

  async function type(command: string): Promise<string> {
    const path = `PATH=${scripts}:$PATH; `
    const { exitCode, stdout, stderr } = await runProgram('sh', ['-c', path + here(command)], { timeoutMs: TIMEOUT_MS })
    expect(exitCode, stderr).toBe(0)
    return there(stdout)
  }

  it('shows each kind of tool', () => {
    const tools = COMMANDS.map(({ command }) => command.match(/kafka-[a-z-]+\.sh|kcat/)?.[0])
    expect(new Set(tools)).toEqual(
      new Set([
        'kafka-topics.sh',
        'kafka-console-producer.sh',
        'kafka-console-consumer.sh',
        'kafka-consumer-groups.sh',
        'kcat',
      ]),
    )
  })

  describe('prints what it shows', () => {
    for (const { command, shown } of COMMANDS) {
      it.skipIf(command.includes('kcat') && !hasKcat)(command, async () => {
        const printed = await type(command)
        if (process.env.ILF_SHOW_PAGE) console.log(`${command}\n---\n${printed}`)
        const lines = printed.split('\n').map(masked)
        for (const line of shown) expect(lines).toContain(masked(line))
      })
    }
  })

  it('has told the truth: both signals were decided, the garbage is a dead letter', async () => {
    const decisions = (await workspace.read('signal.decision')).map(({ value }) =>
      workspace.decode(topics.signalDecision, value),
    )
    expect(decisions.map(({ outcome, reason }) => [outcome, reason])).toEqual(
      Array.from({ length: hasKcat ? 2 : 1 }, () => ['REFUSED', 'NO_MARKET']),
    )
    const [letter] = (await workspace.read('dead.letter')).map(({ value }) =>
      workspace.decode(topics.deadLetter, value),
    )
    expect(letter).toMatchObject({ topic: 'ai.signal' })
  })

  it('shows true lag: none behind a member that runs, and what came after it when it stops', async () => {
    const describe = commandStarting('kafka-consumer-groups.sh')
    const lags = async () =>
      [...(await type(describe)).matchAll(/ ai\.signal +\d+ +\d+ +\d+ +(\d+)/g)].map(([, lag]) => Number(lag))
    await until('nothing is behind', async () => sum(await lags()) === 0)
    expect(await lags()).toHaveLength(LANES)
    await member?.stop()
    await type(commandStarting('echo'))
    expect(sum(await lags())).toBe(1)
  })
})

function commandStarting(start: string): string {
  const found = COMMANDS.find(({ command }) => command.startsWith(start))
  if (found === undefined) throw new Error(`the page has no command that starts with ${start}`)
  return found.command
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
