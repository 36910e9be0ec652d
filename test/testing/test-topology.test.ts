/** The public test driver: what users of `ilf-streams/testing` may rely on. */
import { describe, expect, it } from 'vitest'
import { type TestDriver, testTopology } from '../../src/testing/index.ts'
import { topics } from '../../src/topics.ts'
import { counter, counts, echoes, signal, witness, words } from '../runtime/example-topologies.ts'

const reasons = (driver: TestDriver, topic = counts) => driver.read(topic).map(({ value }) => value.reason)

describe('pipe and read', () => {
  it('takes a record at its own event time and gives outputs as a consumer would read them', () => {
    const driver = testTopology(counter)
    expect(driver.timeMs).toBeNull()
    driver.pipe(words, signal('A', 1_000, 'x'), { traceId: 't1' })
    expect(driver.timeMs).toBe(1_000)
    expect(driver.read(counts)).toMatchObject([
      {
        key: 'A',
        timestamp: 1_000,
        headers: { 'event-type': 'counts', source: 'counter', 'trace-id': 't1', round: '1' },
        value: { reason: 'x#1' },
      },
    ])
  })

  it('reads each output once', () => {
    const driver = testTopology(counter)
    driver.pipe(words, signal('A', 1, 'x'))
    driver.pipe(words, signal('A', 2, 'y'))
    expect(reasons(driver)).toEqual(['x#1', 'y#2'])
    expect(reasons(driver)).toEqual([])
    driver.pipe(words, signal('A', 3, 'z'))
    expect(reasons(driver)).toEqual(['z#3'])
  })

  it('runs with the configuration it is given, else with the declared one', () => {
    const driver = testTopology(counter, { config: { start: 9 } })
    driver.pipe(words, signal('A', 1, 'x'))
    expect(reasons(driver)).toEqual(['x#10'])
  })

  it('a late record does not turn back stream time', () => {
    const driver = testTopology(counter)
    driver.pipe(words, signal('A', 5_000, 'x'))
    driver.pipe(words, signal('A', 1_000, 'late'))
    driver.pipe(words, signal('A', 9_000, 'told'), { timestamp: 2_000 })
    expect(driver.timeMs).toBe(5_000)
    expect(driver.read(counts).map(({ timestamp }) => timestamp)).toEqual([5_000, 5_000, 5_000])
  })

  it('refuses a topic the topology does not read', () => {
    expect(() => testTopology(counter).pipe(echoes, signal('A', 1))).toThrow('topology counter does not read echoes')
  })

  it('refuses a value that does not fit the schema of the topic', () => {
    expect(() => testTopology(counter).pipe(words, { ...signal('A', 1), event_time: 0.5 })).toThrow(/0\.5/)
  })
})

describe('dead letters', () => {
  it.each([
    ['rubbish', Buffer.from('rubbish'), 'NOT_WIRE_FORMAT'],
    ['a tombstone', null, 'TOMBSTONE'],
  ])('%s becomes one, and the line goes on', (_, bytes, code) => {
    const driver = testTopology(counter)
    driver.pipe(words, signal('A', 1, 'x'))
    driver.pipeBytes(words, bytes, { key: 'A', timestamp: 2 })
    driver.pipe(words, signal('A', 3, 'y'))
    expect(reasons(driver)).toEqual(['x#1', 'y#2'])
    expect(driver.read(topics.deadLetter)).toMatchObject([
      {
        timestamp: 2,
        value: {
          topic: 'words',
          partition: 0,
          offset: 1,
          key: Buffer.from('A'),
          value: bytes,
          error_code: code,
          topology: 'counter/0',
        },
      },
    ])
  })

  it('so does a record that makes a step throw, and the step is undone', () => {
    const driver = testTopology(counter)
    driver.pipe(words, signal('A', 1, 'bad'))
    expect(driver.read(topics.deadLetter)).toMatchObject([
      { value: { error_code: 'STEP_FAILED', error: 'a bad word' } },
    ])
    expect(driver.store('count').size).toBe(0)
  })
})

describe('stores', () => {
  it('can be looked into, entry by entry', () => {
    const driver = testTopology(counter)
    for (const [i, symbol] of ['B', 'A', 'B'].entries()) driver.pipe(words, signal(symbol, i, 'x'))
    const store = driver.store('count')
    expect([store.size, store.keys(), store.get('A'), store.get('B'), store.get('C')]).toEqual([
      2,
      ['A', 'B'],
      1,
      2,
      undefined,
    ])
  })

  it('can be filled beforehand', () => {
    const driver = testTopology(counter, { stores: { count: { A: 41 } } })
    driver.pipe(words, signal('A', 1, 'x'))
    expect(reasons(driver)).toEqual(['x#42'])
    expect(driver.store('count').get('A')).toBe(42)
  })

  it('that do not exist are refused, with those that do', () => {
    expect(() => testTopology(counter).store('counts')).toThrow('topology counter has no store "counts": count')
  })
})

describe('time', () => {
  const woken = (driver: TestDriver) => driver.store('seen').keys()

  it('wakes the topology at every boundary that is passed, and not before the first record', () => {
    const driver = testTopology(witness)
    driver.advanceTo(2_500)
    expect(woken(driver)).toEqual([])
    driver.advanceTo(4_000)
    expect(woken(driver)).toEqual(['time@3000', 'time@4000'])
    driver.pipe(words, signal('A', 5_001, 'x'))
    expect(woken(driver)).toEqual(['time@3000', 'time@4000', 'time@5000'])
  })

  it('does not go back', () => {
    const driver = testTopology(witness)
    driver.advanceTo(4_000)
    driver.advanceTo(1_000)
    expect(driver.timeMs).toBe(4_000)
  })
})

describe('restart', () => {
  const script = ['x', 'y', 'bad', 'z', 'u'].map((reason, i) => signal(i % 2 === 0 ? 'A' : 'B', i * 700, reason))

  it('in the middle changes no output, wherever it falls', () => {
    const run = (restartBefore: number) => {
      const driver = testTopology(counter)
      for (const [i, word] of script.entries()) {
        if (i === restartBefore) driver.restart()
        driver.pipe(words, word)
      }
      return [driver.read(counts), driver.read(topics.deadLetter)]
    }
    const calm = run(-1)
    expect(calm[0]).toHaveLength(4)
    for (let at = 0; at < script.length; at++) expect(run(at)).toEqual(calm)
  })

  it('keeps window stores too', () => {
    const driver = testTopology(witness)
    driver.advanceTo(500)
    driver.advanceTo(2_000)
    driver.restart()
    driver.advanceTo(3_000)
    expect(driver.store('seen').keys()).toEqual(['time@1000', 'time@2000', 'time@3000'])
  })
})
