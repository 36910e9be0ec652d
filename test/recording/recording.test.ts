/** A run that is taken away: nothing of it is lost, what is damaged is named, and what was interrupted goes on. */
import {
  appendFileSync,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import avro from 'avsc'
import { describe, expect, it } from 'vitest'
import type { Manifest } from '../../src/recording/format.ts'
import { Recording } from '../../src/recording/read-recording.ts'
import { writeRecording } from '../../src/recording/write-recording.ts'
import { topics } from '../../src/topics.ts'
import { ilf, temporaryFolder } from '../cli/support/ilf.ts'

const GOLDEN = new URL('../golden/embedded', import.meta.url).pathname

function copy(): string {
  const folder = join(temporaryFolder(), 'recording')
  cpSync(GOLDEN, folder, { recursive: true })
  return folder
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))

function records(run: Recording, topic: string) {
  return [...run.read(topic, 0)].flat().map(({ partition, offset, timestamp, key, headers, value }) => {
    return { partition, offset, timestamp, key, headers, value }
  })
}

describe('a recording', () => {
  it('written again is the same, byte for byte', async () => {
    const run = await Recording.open(GOLDEN)
    const folder = join(temporaryFolder(), 'again')
    const { version, source, topologies, config, configDigest, files } = run.manifest
    const about = { version, source, topologies, config, configDigest }
    const again = await writeRecording({ run, folder, about })
    expect(again.files).toEqual(files)
    for (const { file } of files)
      expect(readFileSync(join(folder, file)).equals(readFileSync(join(GOLDEN, file)))).toBe(true)
  })

  it('is read by any Avro tool: the value is a record with its fields', async () => {
    const decoder: Readable = avro.createFileDecoder(join(GOLDEN, 'topics/trade.intent-0.avro'))
    const [row] = await decoder.take(1).toArray()
    expect(row).toMatchObject({ offset: 0, key: 'IMXUSDT', value: { symbol: 'IMXUSDT', side: 'SELL', leverage: 1 } })
  })

  it('goes on where it was interrupted, and does not write over a finished one', async () => {
    const run = await Recording.open(GOLDEN)
    const folder = join(temporaryFolder(), 'interrupted')
    const { version, source, topologies, config, configDigest } = run.manifest
    const about = { version, source, topologies, config, configDigest }
    const stop = new AbortController()
    const files: string[] = []
    const interrupted = writeRecording({
      run,
      folder,
      about,
      signal: stop.signal,
      onProgress: ({ topic, done }) => {
        files.push(topic)
        if (done === 5) stop.abort()
      },
    })
    await expect(interrupted).rejects.toThrow()
    await expect(Recording.open(folder)).rejects.toThrow('was interrupted: run the same `ilf record` again')
    const finished = await writeRecording({ run, folder, about, onProgress: ({ topic }) => files.push(topic) })
    expect(new Set(files).size).toBe(files.length)
    expect(finished.files.map(({ pieces }) => pieces)).toEqual(run.manifest.files.map(({ pieces }) => pieces))
    await expect(writeRecording({ run, folder, about })).rejects.toThrow('holds a recording already')
  })

  it('keeps what no schema can read', async () => {
    const run = await Recording.open(GOLDEN)
    const odd = [Buffer.from('rubbish'), null, Buffer.from([0, 0, 0, 99, 1, 7]), Buffer.alloc(0)]
    const place = { partition: 0, timestamp: 5, key: 'K', headers: { source: 'x', ünï: 'çode' } }
    const rows = odd.map((value, offset) => ({ ...place, offset, value }))
    const made = {
      schemas: run.schemas,
      jsonDoor: new Set<string>(),
      isOpenEnded: false,
      fromMs: null,
      toMs: null,
      topics: ['ai.signal'],
      partitionsOf: () => 1,
      read: () => [rows],
    }
    const folder = join(temporaryFolder(), 'odd')
    const { version, source, topologies, config, configDigest } = run.manifest
    await writeRecording({ run: made, folder, about: { version, source, topologies, config, configDigest } })
    expect(records(await Recording.open(folder), topics.aiSignal.name)).toEqual(rows)
  })
})

describe('ilf replay', () => {
  const replay = (folder: string) => ilf(['replay', folder], temporaryFolder())

  it('prints a line a topology and ends with 0 where all is the same', async () => {
    const { exitCode, stdout, stderr } = await replay(GOLDEN)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(/✓ execution +\d+ outputs of 1 task: all as recorded\n/)
  })

  it('names the signal, the cause and the state before where an input is another one', async () => {
    const folder = copy()
    const manifest = manifestOf(folder)
    const gate = { ...(manifest.config.gate as object), threshold: 0.66 }
    const { configDigest } = await import('../../src/app.ts')
    const config = { ...manifest.config, gate }
    const digest = configDigest(config as never)
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, config, configDigest: digest }))
    const { exitCode, stdout } = await replay(folder)
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/✗ trade-intent .*: only recorded \d+, only replayed \d+, changed \d+: threshold \d+/)
    expect(stdout).toMatch(/First difference, in trade-intent\n {2}signal {4}\w+-5m-\d+\n/)
    expect(stdout).toMatch(/caused by ai\.signal\/0 at offset \d+, key \w+, taken by trade-intent\/0\n {2}before {4}/)
    expect(stdout).toContain('threshold: 0.65 → 0.66')
  })

  it.each([
    [
      'a file that was cut off',
      (f: string) => truncateSync(join(f, 'topics/market.tick-0.avro'), 1_000),
      /market\.tick-0\.avro was cut off at byte 1000 of \d+/,
    ],
    [
      'a file with more in it',
      (f: string) => appendFileSync(join(f, 'topics/market.tick-0.avro'), 'x'),
      /market\.tick-0\.avro has \d+ bytes, the manifest says/,
    ],
    [
      'a file that is missing',
      (f: string) => rmSync(join(f, 'topics/ai.signal-0.avro')),
      /ai\.signal-0\.avro is missing/,
    ],
    [
      'a byte that was flipped',
      (f: string) => flip(join(f, 'topics/ai.signal-0.avro'), 2_000),
      /ai\.signal-0\.avro is damaged between byte 0 and \d+/,
    ],
    [
      'a manifest that was cut off',
      (f: string) => truncateSync(join(f, 'manifest.json'), 100),
      /manifest\.json is not JSON/,
    ],
    [
      'a manifest of a later version',
      (f: string) => writeFileSync(join(f, 'manifest.json'), '{"format":9}'),
      /has format 9, this program reads up to 1/,
    ],
    [
      'a recording without a topic that was taken',
      (f: string) => writeManifest(f, (topic) => topic !== 'funding.rate' && topic !== 'market.tick'),
      /no record of market\.tick\/0 at offset 0, which a task took \(the topic was not recorded at all\)/,
    ],
    [
      'a folder that is none',
      (f: string) => renameSync(join(f, 'manifest.json'), join(f, 'other.json')),
      /it is no recording/,
    ],
  ])('does not compare %s', async (_, damage, message) => {
    const folder = copy()
    damage(folder)
    const { exitCode, stderr } = await replay(folder)
    expect(stderr).toMatch(message)
    expect(exitCode).toBe(2)
  })

  it('replays by exact event time what lacks its order topics, and says so', async () => {
    const folder = copy()
    writeManifest(folder, (topic) => !topic.endsWith('.order'))
    const { exitCode, stdout } = await replay(folder)
    const lines = stdout.trim().split('\n')
    expect(lines).toHaveLength(manifestOf(folder).topologies.length)
    for (const line of lines)
      expect(line).toMatch(/^✓ .* all as recorded; the recording lacks its order topic: replayed by exact event time/)
    expect(exitCode).toBe(0)
  })
})

/** Leaves topics out of the manifest. */
function writeManifest(folder: string, isKept: (topic: string) => boolean): void {
  const manifest = manifestOf(folder)
  const topics = Object.fromEntries(Object.entries(manifest.topics).filter(([topic]) => isKept(topic)))
  const files = manifest.files.filter(({ topic }) => isKept(topic))
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, topics, files }))
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file)
  bytes[at]! ^= 1
  writeFileSync(file, bytes)
}

describe('ilf record and ilf diff', () => {
  it('take a run away, and find no difference to another of the same, and each to one with another threshold', async () => {
    const cwd = temporaryFolder()
    const slice = ['--symbols', 'ICPUSDT,IMXUSDT', '--to', '2025-12-13T21:30']
    for (const [name, set] of [
      ['a', []],
      ['b', []],
      ['c', ['--set', 'gate.threshold=0.66']],
    ] as const) {
      await ilf(['run', '--json', '--data', `data-${name}`, ...set, ...slice], cwd)
      const { exitCode, stdout } = await ilf(['record', '--data', `data-${name}`, '--out', name], cwd)
      expect(exitCode).toBe(0)
      expect(stdout).toMatch(new RegExp(`^${name}: \\d+ records of \\d+ topics, .* Replay it: ilf replay ${name}\n$`))
    }
    expect(existsSync(join(cwd, 'a/manifest.unfinished.json'))).toBe(false)
    const same = await ilf(['diff', 'a', 'b'], cwd)
    expect(same.exitCode).toBe(0)
    expect(same.stdout).not.toContain('✗')
    const changed = await ilf(['diff', 'a', 'c'], cwd)
    expect(changed.exitCode).toBe(1)
    expect(changed.stdout).toMatch(/✗ signal\.decision .* changed \d+: threshold \d+/)
    expect(changed.stdout).toMatch(
      /First difference, in signal\.decision, written by trade-intent\n {2}signal {4}\w+-5m-/,
    )
    expect(changed.stdout).toMatch(
      /caused by ai\.signal\/0 at offset \d+, key \w+, taken by trade-intent\/0\n {2}before {4}/,
    )
    expect(changed.stdout).toContain('threshold: 0.65 → 0.66')
    expect((await ilf(['diff', 'a', 'nowhere'], cwd)).exitCode).toBe(2)
  }, 120_000)
})
