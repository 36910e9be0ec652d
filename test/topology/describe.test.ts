/** The print of the project's own topologies, kept as golden files: a change of the graph shows in review. */
import { expect, describe as group, it } from 'vitest'
import { topics } from '../../src/topics.ts'
import { topologies } from '../../src/topologies/index.ts'
import { topology } from '../../src/topology/define.ts'
import { describe, describeJson } from '../../src/topology/describe.ts'
import { describeMermaid } from '../../src/topology/describe-mermaid.ts'
import { describeText } from '../../src/topology/describe-text.ts'
import { keyValueStore } from '../../src/topology/store.ts'
import { broadcast, ranked } from '../../src/topology/topology.ts'

group('describe', () => {
  it.each([
    ['topologies.txt', describeText],
    ['topologies.mmd', describeMermaid],
    ['topologies.json', describeJson],
  ])('prints every topology as %s', async (file, print) => {
    await expect(print(topologies)).toMatchFileSnapshot(`./golden/${file}`)
  })

  it('gives the same print each time', () => {
    expect(describeText(topologies)).toBe(describeText([...topologies]))
  })

  const small = topology({
    name: 'small',
    doc: 'account.state, trade.intent → dead.letter',
    config: {},
    tasks: 'single',
    sources: { account: broadcast(topics.accountState), intent: ranked(topics.tradeIntent, () => 0) },
    stores: { kept: keyValueStore<number>('kept', { version: 3 }) },
    sinks: {},
    build: ({ account, intent }, { run }) => {
      run(account)
      run(intent)
      return {}
    },
  })

  it('says how each source is read, and which version a store has', () => {
    expect(describe([small])).toEqual({
      topologies: [
        {
          name: 'small',
          doc: 'account.state, trade.intent → dead.letter',
          tasks: 'single',
          taskCount: 1,
          punctuateEveryMs: null,
          sources: [
            { name: 'account', topic: 'account.state', mode: 'broadcast', ranked: false },
            { name: 'intent', topic: 'trade.intent', mode: 'partitioned', ranked: true },
          ],
          stores: [{ name: 'kept', kind: 'key-value', version: 3 }],
          sinks: [],
        },
      ],
      topics: [
        { name: 'account.state', partitions: 8, cleanup: 'compact', writtenBy: [], readBy: ['small'] },
        { name: 'trade.intent', partitions: 8, cleanup: 'delete', writtenBy: [], readBy: ['small'] },
      ],
    })
  })

  it('marks a topic that no topology writes as coming from outside', () => {
    expect(describeText([small])).toContain('(from outside)')
    expect(describeMermaid([small])).toContain('topic_trade_intent([trade.intent]):::outside')
  })

  it('draws a broadcast source dotted and names a ranked one', () => {
    const drawn = describeMermaid([small])
    expect(drawn).toContain('topic_account_state -.->|account| topology_small')
    expect(drawn).toContain('topic_trade_intent -->|intent, ranked| topology_small')
  })

  it('prints a topology without sinks', () => {
    expect(describeText([small])).toContain('  sinks\n    none')
  })

  it('joins two topologies at the topic between them', () => {
    const { topics: found } = describe(topologies)
    expect(found.find(({ name }) => name === 'trade.intent')).toMatchObject({
      writtenBy: ['trade-intent'],
      readBy: ['exit-brain'],
    })
  })
})
