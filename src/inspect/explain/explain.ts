/** `ilf explain`: the whole story of a signal, intent, plan, order or position, top to bottom. */

import type { Style } from '../style.ts'
import type { Chain } from './chain.ts'
import type { Named } from './find.ts'
import { intentSection, sizingSection } from './intent-section.ts'
import { ordersSection } from './orders-section.ts'
import { leverageSection, planSection, revisionsSection } from './plan-section.ts'
import { gateWords } from './refusal.ts'
import { resultGist, resultSection } from './result-section.ts'
import { type Section, sectionLines } from './section.ts'
import { decisionSection, marketSection, signalSection } from './signal-section.ts'

/** The story as lines for a person. Times are offsets from the signal. */
export function storyLines(named: Named, chain: Chain, style: Style): readonly string[] {
  const head = [`${style.heading(`${named.kind} ${named.id}`)}`, `${storyGist(chain)}`, '']
  return [...head, ...sectionLines(storySections(named, chain), style)]
}

/** The parts of the story, from the signal to the result. */
export function storySections(named: Named, chain: Chain): readonly Section[] {
  const startMs = chain.signals[0]?.value.event_time ?? named.timeMs
  return [
    ...signalSection(chain),
    ...marketSection(chain),
    ...decisionSection(chain),
    ...sizingSection(chain),
    ...intentSection(chain, startMs),
    ...leverageSection(chain),
    ...planSection(chain, startMs),
    ...revisionsSection(chain, startMs),
    ...ordersSection(chain, startMs),
    ...resultSection(chain, startMs),
  ]
}

/** The story in one sentence. */
export function storyGist({ positions, planDecisions, decisions, closes }: Chain): string {
  const position = positions.at(-1)?.value
  if (position !== undefined) return resultGist(position)
  const closed = closes[0]?.value
  if (closed !== undefined) return `closed plan ${closed.plan_id}`
  const ending = planDecisions.find(({ value }) => value.final)?.value
  if (ending !== undefined) return `${ending.outcome.toLowerCase()} at ${ending.stage}: ${ending.reason}`
  const decision = decisions[0]?.value
  if (decision === undefined) return 'not decided yet'
  return decision.outcome === 'ACCEPTED' ? 'accepted, and not ended yet' : `refused: ${gateWords(decision)}`
}
