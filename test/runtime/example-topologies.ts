/** Small topologies that the runtime's tests run: the records are ai.signal ones, because any schema will do. */
import { map, merge } from 'rxjs'
import { bindStep } from '../../src/operators/bind-step.ts'
import { statefulMap } from '../../src/operators/stateful-map.ts'
import type { AiSignal } from '../../src/records/generated.ts'
import { topology } from '../../src/topology/define.ts'
import { keyValueStore, windowStore } from '../../src/topology/store.ts'
import { recordTopic } from '../../src/topology/topic.ts'
import type { Input, Output } from '../../src/topology/topology.ts'

const bySymbol = ({ symbol }: AiSignal) => symbol

/** A topic of signals; `reason` carries what a test wants to see. */
export const signalTopic = (name: string, partitions = 4) => recordTopic(name, 'ai.signal', bySymbol, { partitions })

export const words = signalTopic('words')
export const counts = signalTopic('counts')
export const echoes = signalTopic('echoes')
export const totals = signalTopic('totals')

export function signal(symbol: string, time: number, reason = ''): AiSignal {
  return {
    symbol,
    event_time: time,
    signal_id: `${symbol}-${time}-${reason}`,
    action: 'HOLD',
    confidence: 0,
    timeframe: '1m',
    model: 'test',
    reason,
  }
}

export function say(input: Input<AiSignal>, now: number, reason: string): Output<AiSignal> {
  return { value: signal(input.key, now, reason), traceId: input.traceId }
}

/** words → counts: numbers the words of each symbol. Throws at the word "bad". */
export const counter = topology({
  name: 'counter',
  doc: 'numbers the words of each symbol',
  config: { start: 0 },
  sources: { word: words },
  stores: { count: keyValueStore<number>('count') },
  sinks: { count: counts },
  build: ({ word }, { stores, config, now }) => ({
    count: word.pipe(
      statefulMap<number, Input<AiSignal>, Output<AiSignal>>(
        stores.count,
        ({ key }) => key,
        (count = config.start, input) => {
          if (input.value.reason === 'bad') throw new Error('a bad word')
          return [count + 1, [say(input, now(), `${input.value.reason}#${count + 1}`)]]
        },
      ),
    ),
  }),
})

/** words, counts → echoes: writes down in which order it saw them, for all symbols together. */
export const witness = topology({
  name: 'witness',
  doc: 'writes down the order in which it saw words and counts',
  config: { start: 0 },
  tasks: 'single',
  punctuateEveryMs: 1_000,
  sources: { count: counts, word: words },
  stores: { seen: windowStore<string>('seen') },
  sinks: { echo: echoes },
  build: ({ count, word }, { stores, now, punctuation, run }) => {
    run(
      punctuation.pipe(
        bindStep('note', (time) => {
          stores.seen.set('time', time, 'tick')
          return []
        }),
      ),
    )
    const see = (from: string) => (input: Input<AiSignal>) =>
      say(input, now(), `${from} ${input.key} ${input.value.reason}`)
    return {
      echo: merge(count.pipe(map(see('count'))), word.pipe(map(see('word')))),
    }
  },
})
