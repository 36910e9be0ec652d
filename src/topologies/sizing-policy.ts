/** sizing-policy: closed positions → what each size multiplier has earned in each state. */
import { type AppConfig, DEFAULT_CONFIG } from '../config/config.ts'
import { learnSizes } from '../operators/learn-sizes.ts'
import type { SizingPolicy } from '../records/generated.ts'
import { topics } from '../topics.ts'
import { topology } from '../topology/define.ts'
import { keyValueStore } from '../topology/store.ts'

export const sizingPolicy = topology({
  name: 'sizing-policy',
  doc: 'position.update → sizing.policy: what each size multiplier has earned in each state',
  config: DEFAULT_CONFIG as AppConfig,
  tasks: 'single',
  sources: { position: topics.positionUpdate },
  stores: { learnt: keyValueStore<SizingPolicy>('learnt') },
  sinks: { policy: topics.sizingPolicy },
  build: ({ position }, { stores, config, now }) => ({
    policy: position.pipe(learnSizes({ store: stores.learnt, alpha: config.sizing.alpha, now })),
  }),
})
