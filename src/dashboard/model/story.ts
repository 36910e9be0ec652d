/** The whole chain of a signal, an intent, a plan, an order or a position, as `ilf explain` tells it. */
import { collectChain } from '../../inspect/explain/chain.ts'
import { storyGist, storySections } from '../../inspect/explain/explain.ts'
import { find } from '../../inspect/explain/find.ts'
import { type Known, knownOf } from '../../inspect/explain/known.ts'
import { leverageSteps } from '../../inspect/explain/plan-section.ts'
import { Snapshot } from '../../inspect/snapshot.ts'
import type { ExitPlan } from '../../records/generated.ts'
import type { TopicStorage } from '../../runtime/embedded/storage/storage.ts'
import type { TopicReader } from '../../runtime/embedded/topic-reader.ts'
import type { Story } from '../protocol/signals.ts'

/** Null where no single story has the id. */
export function storyOf(reader: TopicReader<TopicStorage>, id: string): Story | null {
  const snapshot = new Snapshot(reader)
  const found = find(snapshot, id)
  if (found.outcome !== 'found') return null
  const { named } = found
  const chain = collectChain(snapshot, named.signalId)
  const plan = chain.plans[0]?.value
  return {
    kind: named.kind,
    id: named.id,
    gist: storyGist(chain),
    // The leverage is drawn from its numbers.
    sections: storySections(named, chain).filter(({ title }) => title !== 'LEVERAGE'),
    leverage: plan === undefined ? null : leverageOf(plan, knownOf(chain)),
  }
}

function leverageOf(plan: ExitPlan, known: Known): Story['leverage'] {
  const { factors, inputs, ilf_leverage: raw, leverage: whole, limited_by: limitedBy } = plan
  const base = {
    label: 'base',
    factor: null,
    product: factors.base,
    input: `confidence ${inputs.confidence.toFixed(3)}`,
  }
  return { steps: [base, ...leverageSteps(plan, known)], raw, whole, limitedBy }
}
