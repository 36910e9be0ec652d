/** A broker that never had a group or a transaction makes the topics of both on demand, and is not in charge of them yet. */
import { expect, it } from 'vitest'
import { startBroker } from '../support/broker/find-broker.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { PARTITIONS, pairInputs } from './support/pairs.ts'
import { filled, outputsOf } from './support/pairs-run.ts'
import { untilCaughtUp } from './support/until.ts'

const INPUTS = pairInputs(2_000)

describeKafka('a fresh broker', (services) => {
  it('is waited for without a word', async () => {
    const broker = await startBroker()
    try {
      const workspace = await filled({ ...services, brokers: broker.brokers }, INPUTS)
      const errors: string[] = []
      const member = workspace.member({
        config: {},
        onError: ({ code, message }) => errors.push(`${code}: ${message}`),
      })
      await member.start()
      await untilCaughtUp([member], PARTITIONS)
      await member.stop()
      expect(errors).toEqual([])
      expect(await outputsOf(workspace)).toHaveLength(INPUTS.filter(({ topic }) => topic.name === 'words').length)
    } finally {
      await broker.stop()
    }
  })
})
