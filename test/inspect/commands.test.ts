import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { registerExplain } from '../../src/cli/commands/explain.ts'
import { registerProduce } from '../../src/cli/commands/produce.ts'
import { registerTail } from '../../src/cli/commands/tail.ts'
import { registerVerify } from '../../src/cli/commands/verify.ts'
import { exitCodeOf } from '../../src/cli/failure.ts'
import { openStorage } from '../../src/runtime/embedded/storage/open-storage.ts'
import { playFalling, temporaryFolder } from './slice.ts'

const root = temporaryFolder()
const data = join(root, 'data')

beforeAll(() => playFalling(data), 60_000)

let out = ''
let err = ''
const taking = (take: (text: string) => void) => (chunk: string | Uint8Array) => {
  take(String(chunk))
  return true
}

beforeEach(() => {
  out = ''
  err = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(taking((text) => (out += text)))
  vi.spyOn(process.stderr, 'write').mockImplementation(taking((text) => (err += text)))
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

/** Runs a command as the program does, and gives its exit code. */
async function ilf(...args: readonly string[]): Promise<number> {
  const program = new Command('ilf').exitOverride()
  for (const register of [registerVerify, registerExplain, registerTail, registerProduce]) register(program)
  process.exitCode = undefined
  try {
    await program.parseAsync(args, { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    return exitCodeOf(error, { isDebug: false, write: (text) => (err += text) })
  }
}

describe('ilf verify', () => {
  it('prints a line a check and ends with 0', async () => {
    expect(await ilf('verify', '--data', data)).toBe(0)
    expect(out.match(/^✓ /gm)).toHaveLength(10)
    expect(err).toBe('')
  })

  it('prints one JSON document', async () => {
    expect(await ilf('verify', '--data', data, '--json')).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      passed: true,
      checks: expect.arrayContaining([expect.objectContaining({ name: 'stops', passed: true })]),
    })
  })

  it('ends with 1 where a check fails', async () => {
    const broken = join(root, 'broken')
    await playFalling(broken, Date.parse('2025-12-15T13:00:00Z'))
    const storage = openStorage(broken)
    const firstOffset = storage.endOffset('exit.plan', 0)
    const torn = { key: 'OPUSDT', timestamp: 0, headers: {}, value: Buffer.from('torn') }
    storage.commit({
      appends: [{ topic: 'exit.plan', partition: 0, firstOffset, records: [torn] }],
      changes: [],
      meta: new Map(),
      inboxTaken: 0,
    })
    await storage.close()
    expect(await ilf('verify', '--data', broken)).toBe(1)
    expect(out).toMatch(new RegExp(`^ {4}exit\\.plan\\[0\\]@${firstOffset} {2}unreadable`, 'm'))
  })

  it('ends with 1 and a message where there is nothing', async () => {
    expect(await ilf('verify', '--data', join(root, 'none'))).toBe(1)
    expect(err).toMatch(/holds no data yet: start a run/)
    const empty = join(root, 'empty')
    await openStorage(empty).close()
    expect(await ilf('verify', '--data', empty)).toBe(1)
    expect(err).toMatch(/no records yet: nothing to verify/)
    expect(out).toBe('')
  })
})

describe('ilf explain', () => {
  it('tells a story, or gives all its records as one JSON document', async () => {
    await ilf('tail', 'trade.intent', '-n', '1', '--json', '--data', data)
    const { value } = JSON.parse(out)
    out = ''
    expect(await ilf('explain', value.intent_id, '--data', data)).toBe(0)
    expect(out).toContain(`intent ${value.intent_id}\n`)
    out = ''
    expect(await ilf('explain', value.intent_id, '--json', '--data', data)).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ kind: 'intent', records: { intents: [{ topic: 'trade.intent', value }] } })
  })

  it('ends with 1 and candidates, or what looks like it, on stderr', async () => {
    expect(await ilf('explain', 'OPUSDT', '--data', data)).toBe(1)
    expect(err).toMatch(/OPUSDT fits \d+ stories:\n(.|\n)*and \d+ more/)
    err = ''
    expect(await ilf('explain', 'OPUSDX', '--data', data)).toBe(1)
    expect(err).toMatch(/nothing has the id OPUSDX. These look like it:\n {2}\w+ +OPUSDT/)
    expect(out).toBe('')
  })
})

describe('ilf tail', () => {
  it('prints the last ten records, or as many as asked, of a key', async () => {
    expect(await ilf('tail', 'market.tick', '--data', data)).toBe(0)
    expect(out.trimEnd().split('\n')).toHaveLength(10)
    out = ''
    expect(await ilf('tail', 'market.tick', '-n', '3', '--key', 'OPUSDT', '--json', '--data', data)).toBe(0)
    const keys = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).key)
    expect(keys).toEqual(['OPUSDT', 'OPUSDT', 'OPUSDT'])
  })

  it('prints a store', async () => {
    expect(await ilf('tail', 'store:trade-intent/0/quotes', '--json', '--key', 'OPUSDT', '--data', data)).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      store: 'store:trade-intent/0/quotes',
      key: 'OPUSDT',
      value: [{ role: 'TRADED' }],
    })
  })

  it.each([
    ['an unknown topic', ['tail', 'nothing'], 2, /there is no topic nothing. Topics: account.event, .*execution.order/],
    ['a count that is none', ['tail', 'ai.signal', '-n', 'x'], 2, /must be a whole number/],
    ['a store to follow', ['tail', 'store:a/b', '--follow'], 2, /a store has no end to follow/],
    ['an unknown store', ['tail', 'store:a/b'], 1, /there is no store:a\/b. Stores: store:ai-baseline\/0\/candles/],
  ])('refuses %s', async (_name, args, code, message) => {
    expect(await ilf(...args, '--data', data)).toBe(code)
    expect(err).toMatch(message)
  })
})

describe('ilf produce', () => {
  const line = '{"symbol":"OPUSDT","action":"HOLD","confidence":0.9,"timeframe":"5m","model":"me"}\n'

  it('queues the lines of a file, names the bad ones, and ends with 1 where there were any', async () => {
    const file = join(root, 'signals.jsonl')
    writeFileSync(file, line)
    expect(await ilf('produce', 'ai.signal', file, '--data', data)).toBe(0)
    expect(out).toMatch(/^queued 1 record for ai.signal: the run that is going on in .*, or the next one, takes them/)
    appendFileSync(file, 'nonsense\n')
    expect(await ilf('produce', 'ai.signal', file, '--data', data)).toBe(1)
    expect(err).toMatch(new RegExp(`^${file}:2: is not JSON`))
    const storage = openStorage(data, { readOnly: true })
    expect(storage.inbox(10).map(({ topic }) => topic)).toEqual(['ai.signal', 'ai.signal'])
    await storage.close()
  })

  it.each([
    ['an unknown topic', ['produce', 'nothing', 'x'], 2, /there is no topic nothing/],
    [
      'a file that is not there',
      ['produce', 'ai.signal', join(root, 'missing.jsonl')],
      1,
      /missing.jsonl cannot be read/,
    ],
    ['no topic', ['produce'], 2, /missing required argument/],
  ])('refuses %s', async (_name, args, code, message) => {
    expect(await ilf(...args, '--data', data)).toBe(code)
    expect(err).toMatch(message)
  })
})
