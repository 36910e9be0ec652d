/** Tells of feeds that stand still while the others move, or, where prices are live, while the clock does. */
import type { MarketTick } from '../../records/generated.ts'
import { formatDuration, formatMany, formatNames, formatTime } from '../../report/format.ts'
import type { Alert } from '../alert.ts'

/** Event time between two looks at all feeds, ms. */
const LOOK_EVERY_MS = 1_000
/** Ticks this near to the clock are live, ms. */
const LIVE_MS = 60_000
/** More feeds of an exchange than this are told in one alert. */
const TOLD_ONE_BY_ONE = 3
const NAMED = 8

interface Feed {
  readonly name: string
  readonly symbol: string
  readonly exchange: string
  /** Event time of its newest tick, or of the end of a gap of all, ms. */
  lastMs: number
  isFrozen: boolean
}

export class FeedRule {
  private readonly frozenAfterMs: number
  private readonly feeds = new Map<string, Feed>()
  private newestMs = Number.NEGATIVE_INFINITY
  private nowMs = Number.NEGATIVE_INFINITY
  private lookedMs = Number.NEGATIVE_INFINITY
  private isLive = false

  /** @param frozenAfterMs event time without a tick after which a feed stands still */
  constructor(frozenAfterMs: number) {
    this.frozenAfterMs = frozenAfterMs
  }

  see({ exchange, market, symbol, event_time: timeMs }: MarketTick): readonly Alert[] {
    if (timeMs - this.newestMs > this.frozenAfterMs) this.passGap(timeMs)
    this.newestMs = Math.max(this.newestMs, timeMs)
    const name = `${exchange} ${market}`
    const feed = this.feeds.get(name) ?? { name, symbol, exchange, lastMs: timeMs, isFrozen: false }
    this.feeds.set(name, feed)
    feed.lastMs = Math.max(feed.lastMs, timeMs)
    const moving = feed.isFrozen ? [movingAgain(feed)] : []
    feed.isFrozen = false
    return [...moving, ...this.passTime(timeMs)]
  }

  /**
   * Where prices are live, time passes although no tick comes.
   *
   * @param clockMs wall clock, Unix ms
   */
  seeClock(clockMs: number): readonly Alert[] {
    this.isLive ||= Math.abs(clockMs - this.newestMs) < LIVE_MS
    return this.isLive ? this.passTime(clockMs) : []
  }

  private passTime(timeMs: number): readonly Alert[] {
    this.nowMs = Math.max(this.nowMs, timeMs)
    if (this.nowMs - this.lookedMs < LOOK_EVERY_MS) return []
    this.lookedMs = this.nowMs
    const byExchange = new Map<string, Feed[]>()
    for (const feed of this.feeds.values()) {
      if (feed.isFrozen || this.nowMs - feed.lastMs < this.frozenAfterMs) continue
      feed.isFrozen = true
      byExchange.set(feed.exchange, [...(byExchange.get(feed.exchange) ?? []), feed])
    }
    return [...byExchange].flatMap(([exchange, frozen]) =>
      frozen.length > TOLD_ONE_BY_ONE
        ? [standingStill(this.nowMs, exchange, frozen)]
        : frozen.map((feed) => standingStill(this.nowMs, exchange, [feed])),
    )
  }

  /** Nothing came of anybody: a recording has a gap there, and nobody stands still alone. */
  private passGap(timeMs: number): void {
    this.lookedMs = timeMs
    for (const feed of this.feeds.values()) if (!feed.isFrozen) feed.lastMs = timeMs
  }
}

function standingStill(nowMs: number, exchange: string, frozen: readonly Feed[]): Alert {
  const [first, ...others] = frozen
  const symbols = frozen.map(({ symbol }) => symbol).sort()
  const sinceMs = Math.min(...frozen.map(({ lastMs }) => lastMs))
  const who = others.length === 0 ? `Feed ${first?.symbol}` : formatMany(frozen.length, 'feed')
  return {
    id: `feed ${exchange} ${others.length === 0 ? first?.name : frozen.length} ${sinceMs}`,
    kind: 'feed',
    severity: 'warning',
    timeMs: nowMs,
    account: null,
    symbol: others.length === 0 ? (first?.symbol ?? null) : null,
    title: `${who} of ${exchange} ${others.length === 0 ? 'stands' : 'stand'} still since ${formatTime(sinceMs)} UTC`,
    text: `${formatNames(symbols, NAMED)}; no tick for ${formatDuration(nowMs - sinceMs)}`,
  }
}

function movingAgain({ name, symbol, exchange, lastMs }: Feed): Alert {
  const title = `Feed ${symbol} of ${exchange} moves again`
  const id = `feed ${name} moves ${lastMs}`
  return { id, kind: 'feed', severity: 'info', timeMs: lastMs, account: null, symbol, title, text: '' }
}
