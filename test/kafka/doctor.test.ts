/** `ilf doctor` as a process: against a real broker and registry, and the venue; each fault with what to do about it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ilf, temporaryFolder } from '../cli/support/ilf.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { startVenue, TEST_CREDENTIALS, type VenueServer } from '../venue/venue-server.ts'

const KEYS = { ILF_API_KEY: TEST_CREDENTIALS.apiKey, ILF_API_SECRET: TEST_CREDENTIALS.secret }

describeKafka('ilf doctor', (services) => {
  let venue: VenueServer
  beforeAll(async () => {
    venue = await startVenue()
  })
  afterAll(() => venue?.close())

  const examine = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { exitCode, stdout, stderr } = await ilf(['doctor', '--json', ...args], temporaryFolder(), env)
    expect(stderr).toBe('')
    const findings: { name: string; state: string; text: string }[] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    return { exitCode, stdout, of: (name: string) => findings.find((finding) => finding.name === name), findings }
  }

  it('finds nothing wrong where nothing is, and what to do where topics are missing', async () => {
    const broker = services.brokers.join(',')
    const cluster = [
      '--kafka',
      broker,
      '--registry',
      services.registryUrl,
      '--topic-prefix',
      `${uniqueName('doctor')}-`,
    ]
    const exchange = ['--exchange-url', `http://127.0.0.1:${venue.port}`]
    const before = await examine([...cluster, ...exchange], KEYS)
    expect(before.exitCode).toBe(1)
    expect(before.of('topics')).toMatchObject({ state: 'bad', text: expect.stringContaining('ilf topics create') })
    expect(
      (await ilf(['topics', 'create', ...cluster.filter((_, i) => i !== 2 && i !== 3)], temporaryFolder())).exitCode,
    ).toBe(0)
    const after = await examine([...cluster, ...exchange], KEYS)
    expect(after.findings.filter(({ state }) => state !== 'ok')).toEqual([])
    expect(after.exitCode).toBe(0)
    expect(after.findings.map(({ name }) => name)).toEqual([
      'node',
      'configuration',
      'broker',
      'topics',
      'registry',
      'exchange',
      'clock',
      'keys',
      'key rights',
      'position mode',
    ])
    expect(after.stdout).not.toContain(TEST_CREDENTIALS.secret)
  })

  it('names every fault, and goes on after it', async () => {
    venue.setClockSkew(5_000)
    const found = await examine([
      ...['--kafka', '127.0.0.1:1', '--registry', 'http://127.0.0.1:1', '--set', 'gate.threshold=7'],
      ...['--exchange-url', `http://127.0.0.1:${venue.port}`],
    ])
    venue.setClockSkew(0)
    expect(found.exitCode).toBe(1)
    expect(found.of('configuration')).toMatchObject({ state: 'bad', text: expect.stringContaining('gate.threshold') })
    expect(found.of('broker')).toMatchObject({ state: 'bad', text: expect.stringContaining('127.0.0.1:1') })
    expect(found.of('topics')).toMatchObject({ state: 'skipped' })
    expect(found.of('registry')).toMatchObject({ state: 'bad' })
    expect(found.of('clock')).toMatchObject({ state: 'bad', text: expect.stringContaining('let NTP set the clock') })
    expect(found.of('keys')).toMatchObject({ state: 'bad', text: expect.stringContaining('ILF_KEY_FILE') })
    expect(found.of('key rights')).toMatchObject({ state: 'skipped' })
  })

  it('asks nobody where nobody was named', async () => {
    const { exitCode, stdout } = await ilf(['doctor'], temporaryFolder())
    expect(exitCode).toBe(0)
    expect(stdout).toContain('Nothing is wrong: 2 checks passed.')
  })
})
