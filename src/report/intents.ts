/** Intents: what was wished, at what size, and how real the figures behind each one were. */
import type { TradeIntent } from '../records/generated.ts'
import { type Spread, spread } from './statistics.ts'
import { type Counts, Tally } from './tally.ts'

/** How often each ILF field was obtained in which way. */
export interface IlfSources {
  readonly atr: Counts
  readonly volatility: Counts
  readonly divergence: Counts
  readonly funding: Counts
  readonly regime: Counts
}

export interface IntentSection {
  readonly intents: number
  readonly bySide: Counts
  readonly byHarvest: Counts
  /** Size multipliers chosen by the sizing policy, for example `0.5x`; of opening intents. */
  readonly byMultiplier: Counts
  /** Multipliers drawn at random. */
  readonly explored: number
  /** Margin wished, quote units; null without an opening intent. */
  readonly size: Spread | null
  readonly sources: IlfSources
}

/** Counts intents. */
export function intentSection(intents: Iterable<TradeIntent>): IntentSection {
  const [bySide, byHarvest, byMultiplier] = [new Tally<string>(), new Tally<string>(), new Tally<string>()]
  const sources = { atr: tally(), volatility: tally(), divergence: tally(), funding: tally(), regime: tally() }
  const sizes: number[] = []
  let explored = 0
  for (const { side, harvest, sizing, position_size_usd, ilf } of intents) {
    bySide.add(side)
    sources.atr.add(ilf.atr_source)
    sources.volatility.add(ilf.volatility_source)
    sources.divergence.add(ilf.divergence_source)
    sources.funding.add(ilf.funding_source)
    sources.regime.add(ilf.regime_source)
    if (side === 'CLOSE') continue
    byHarvest.add(harvest.policy)
    byMultiplier.add(`${sizing.action}x`)
    sizes.push(Number(position_size_usd))
    if (sizing.explored) explored += 1
  }
  return {
    intents: bySide.total,
    bySide: bySide.counts(),
    byHarvest: byHarvest.counts(),
    byMultiplier: byMultiplier.counts(),
    explored,
    size: spread(sizes),
    sources: {
      atr: sources.atr.counts(),
      volatility: sources.volatility.counts(),
      divergence: sources.divergence.counts(),
      funding: sources.funding.counts(),
      regime: sources.regime.counts(),
    },
  }
}

function tally(): Tally<string> {
  return new Tally()
}
