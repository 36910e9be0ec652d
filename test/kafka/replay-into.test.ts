/** `ilf replay --into`: a cluster gets the inputs of a recording, each once, whatever interrupts it. */
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { Recording } from '../../src/recording/read-recording.ts'
import { partitionOf } from '../../src/runtime/partitioner.ts'
import { topics } from '../../src/topics.ts'
import { externalTopics } from '../../src/what-if/external-topics.ts'
import { ilf, startIlf, temporaryFolder } from '../cli/support/ilf.ts'
import { readTopic } from '../support/broker/read-topic.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'

const GOLDEN = fileURLToPath(new URL('../golden/embedded/', import.meta.url))
const PARTITIONS = 4
const INPUTS = [topics.marketTick, topics.instrument] as const
/** Schema ids differ between clusters: what follows them does not. */
const body = (value: Buffer | null) => value?.subarray(5).toString('base64')

describeKafka('ilf replay --into', ({ brokers, registryUrl }) => {
  const into = (prefix: string) => [
    ...['replay', GOLDEN, '--into', brokers.join(','), '--registry', registryUrl],
    ...['--topic-prefix', prefix, '--partitions', String(PARTITIONS)],
  ]
  const found = async (prefix: string, topic: string) =>
    (await readTopic(brokers, prefix + topic))
      .map(({ partition, key, timestamp, value }) => [partition, String(key), Number(timestamp), body(value)].join(' '))
      .toSorted()

  async function expected(topic: string): Promise<readonly string[]> {
    const recording = await Recording.open(GOLDEN)
    const records = [...recording.read(topic, 0)].flat()
    return records
      .map(({ key, timestamp, value }) => [partitionOf(key, PARTITIONS), key, timestamp, body(value)].join(' '))
      .toSorted()
  }

  it('publishes every input once, also where it was stopped in between', async () => {
    expect(externalTopics((await Recording.open(GOLDEN)).manifest.topologies)).toEqual(
      expect.arrayContaining([...INPUTS]),
    )
    const prefix = `${uniqueName('into')}-`
    const stopped = startIlf([...into(prefix), '--speed', '300'], temporaryFolder())
    await stopped.says('records for market.tick')
    while ((await found(prefix, topics.marketTick.name).catch(() => [])).length === 0);
    stopped.process.kill('SIGINT')
    const { exitCode, stderr } = await stopped.ended
    expect(exitCode).toBe(130)
    expect(stderr).toContain('the same command goes on from there')
    const part = (await found(prefix, topics.marketTick.name)).length
    const whole = await expected(topics.marketTick.name)
    expect(part).toBeLessThan(whole.length)

    expect(await ilf(into(prefix), temporaryFolder())).toMatchObject({ exitCode: 0 })
    for (const { name } of INPUTS) expect(await found(prefix, name)).toEqual(await expected(name))
    const again = await ilf(into(prefix), temporaryFolder())
    expect(again.stderr).toContain('Published 0 records')
    for (const { name } of INPUTS) expect(await found(prefix, name)).toEqual(await expected(name))

    expect(await ilf([...into(prefix), '--append'], temporaryFolder())).toMatchObject({ exitCode: 0 })
    expect((await found(prefix, topics.marketTick.name)).length).toBe(2 * whole.length)
    const refused = await ilf(into(prefix), temporaryFolder())
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('holds records of other input')
  })
})
