/** Broadcast sources: every task reads all partitions, and goes on where its own state says. */
import { expect, it } from 'vitest'
import { bindStep } from '../../src/operators/bind-step.ts'
import { tagged } from '../../src/operators/tagged.ts'
import { topology } from '../../src/topology/define.ts'
import { keyValueStore } from '../../src/topology/store.ts'
import { broadcast } from '../../src/topology/topology.ts'
import { say, signal, signalTopic } from '../runtime/example-topologies.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { untilCaughtUp } from './support/until.ts'
import { Workspace } from './support/workspace.ts'

const PARTITIONS = 3
const facts = signalTopic('facts', 2)
const words = signalTopic('words', PARTITIONS)
const views = signalTopic('views', PARTITIONS)

/** Answers each word with how many facts its task has seen. */
const viewer = topology({
  name: 'viewer',
  doc: 'counts facts in every task',
  config: {},
  sources: { fact: broadcast(facts), word: words },
  stores: { seen: keyValueStore<number>('seen') },
  sinks: { view: views },
  build: ({ fact, word }, { stores, now }) => ({
    view: tagged({ fact, word }).pipe(
      bindStep('view', ({ from, record }) => {
        const seen = stores.seen.get('facts') ?? 0
        if (from === 'word') return [say(record, now(), `${seen} facts`)]
        stores.seen.set('facts', seen + 1)
        return []
      }),
    ),
  }),
})

const KEYS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']

describeKafka('a broadcast source', (services) => {
  it('is read whole by every task, once', async () => {
    const workspace = new Workspace<object>(services, [viewer])
    await workspace.create()
    const round = async (time: number) => {
      await workspace.publish([
        ...KEYS.map((key) => ({ topic: facts, key, time, value: signal(key, time) })),
        ...KEYS.map((key) => ({ topic: words, key, time: time + 1, value: signal(key, time + 1) })),
      ])
      const member = workspace.member({ config: {} })
      await member.start()
      await untilCaughtUp([member], PARTITIONS)
      await member.stop()
    }
    await round(1)
    await round(11)
    const found = (await workspace.read('views')).map(
      ({ key, value }) => `${key} ${workspace.decode(views, value).reason}`,
    )
    expect(found.sort()).toEqual(
      KEYS.flatMap((key) => [`${key} ${2 * KEYS.length} facts`, `${key} ${KEYS.length} facts`]).sort(),
    )
  })
})
