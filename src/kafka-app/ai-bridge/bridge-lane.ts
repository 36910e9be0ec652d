/** One partition of market.tick on its way through the bridge: read, asked about, and committed with its signals. */
import type { Interval } from '../../connectors/ai-bridge/questions.ts'
import type { MarketTick } from '../../records/generated.ts'
import { asError, StreamError } from '../../runtime/errors.ts'
import { isFenced } from '../../runtime/kafka/client/error-class.ts'
import { pauseMs } from '../../runtime/kafka/client/patiently.ts'
import { Bell, sleep } from '../../runtime/kafka/client/sleep.ts'
import { type LaneState, nextState } from '../../runtime/kafka/lane/lane-state.ts'
import type { KafkaRecord } from '../../runtime/kafka/reading/kafka-record.ts'
import { topics } from '../../topics.ts'
import { answeredToMetadata } from './answered-offsets.ts'
import type { BridgeContext } from './bridge-context.ts'
import { outcomeParts, talliesOf } from './outcome-parts.ts'
import { MAX_PENDING, openSession, type Session } from './session.ts'

/** How a lane is doing. */
export interface BridgeLaneStatus {
  readonly lane: number
  readonly state: LaneState
  /** Ticks that lie on its partition and are not taken yet. */
  readonly lag: number
  /** Questions without an outcome on the topic. */
  readonly pending: number
  readonly symbols: number
  /** The position that is committed; null while it is not running. */
  readonly committed: number | null
}

/** How often the position is committed where there is no outcome, ms. */
const POSITION_EVERY_MS = 1_000
/** Outcomes that come together are committed together: how long the first one waits for the others, ms. */
const GATHER_MS = 20
const ANY_TIME = Number.POSITIVE_INFINITY

export class BridgeLane {
  readonly number: number
  private readonly context: BridgeContext
  private readonly bell = new Bell()
  private readonly closing = new AbortController()
  private readonly ended: Promise<void>
  private state: LaneState = 'fencing'
  private session: Session | null = null
  private failures = 0
  private isPatient = false

  /** Starts at once: only a lane that the group has confirmed may be made. */
  constructor(context: BridgeContext, number: number) {
    this.context = context
    this.number = number
    this.ended = this.live()
  }

  wake(): void {
    this.bell.ring()
  }

  get status(): BridgeLaneStatus {
    return {
      lane: this.number,
      state: this.state,
      lag: this.session?.queue.lag ?? 0,
      pending: this.session?.pending.size ?? 0,
      symbols: this.session?.questions.symbols ?? 0,
      committed: this.session === null ? null : Math.max(this.session.askFrom, this.session.committed),
    }
  }

  /** Commits what is there and ends; a patient lane waits for the answers to what it has asked. */
  async close(isPatient: boolean): Promise<void> {
    this.isPatient = isPatient
    this.closing.abort()
    this.bell.ring()
    await this.ended
  }

  private async live(): Promise<void> {
    while (!this.closing.signal.aborted) {
      try {
        const session = await this.open()
        await this.work(session)
      } catch (error) {
        await this.recover(error)
      } finally {
        await this.forget()
      }
      if (this.closing.signal.aborted) break
      if (this.state === 'halted')
        await new Promise((resolve) => this.closing.signal.addEventListener('abort', resolve))
      else this.state = nextState(this.state, 'fencing')
    }
    this.state = nextState(this.state, 'closed')
  }

  private async open(): Promise<Session> {
    this.session = await openSession(this.context, this.number, () => {
      this.state = nextState(this.state, 'restoring')
    })
    this.state = nextState(this.state, 'running')
    this.failures = 0
    this.context.reader.add(this.session.queue)
    return this.session
  }

  private async work(session: Session): Promise<void> {
    const { signal } = this.closing
    let positionMs = performance.now()
    while (!signal.aborted) {
      this.take(session)
      const isDue = performance.now() - positionMs >= POSITION_EVERY_MS
      if (session.finished.length > 0 || isDue) {
        if (session.finished.length > 0) await sleep(GATHER_MS, signal)
        await this.commit(session)
        positionMs = performance.now()
      }
      await this.bell.wait(session.finished.length > 0 ? 0 : POSITION_EVERY_MS)
    }
    if (!this.isPatient) session.stopping.abort()
    while (this.isPatient && session.failure === null && session.pending.size > session.finished.length) {
      await this.bell.wait(POSITION_EVERY_MS)
    }
    await this.commit(session)
  }

  private take(session: Session): void {
    const { queue, pending, questions, askFrom, answered } = session
    if (session.failure !== null) throw session.failure
    if (queue.failure !== null) throw asRetry(queue.failure)
    if (pending.size >= MAX_PENDING) return
    const records: KafkaRecord[] = []
    queue.takeUpTo(ANY_TIME, ANY_TIME, records)
    for (const record of records) {
      const tick = this.tickOf(record)
      const interval = tick === null ? null : questions.take(tick)
      if (interval === null || record.offset < askFrom || answered.has(record.offset)) continue
      this.ask(session, interval, record.offset)
    }
    if (records.length > 0) this.context.reader.nudge()
  }

  /** Null for one that cannot be read: the topologies put it into dead.letter, each for itself. */
  private tickOf(record: KafkaRecord): MarketTick | null {
    record.read(this.context.serde, topics.marketTick.codec)
    if (record.error === null) return record.value as MarketTick
    this.context.stats.count('unreadableTicks')
    return null
  }

  private ask(session: Session, interval: Interval, offset: number): void {
    const { pending, finished, stopping, latest } = session
    pending.add(offset)
    const place = { partition: this.number, offset }
    // One question after the other for a symbol: an engine with a memory must not hear of later candles first.
    const before = latest.get(interval.symbol) ?? Promise.resolve(null)
    const asking = before.then(() => this.context.bridge.answer(interval, place, stopping.signal))
    latest.set(interval.symbol, asking)
    asking.then(
      (outcome) => {
        if (outcome !== null) finished.push({ offset, outcome })
        this.bell.ring()
      },
      // Not a failure of the engine: the session ends with it, and everything pending is asked again.
      (error: unknown) => {
        session.failure = asError(error)
        this.bell.ring()
      },
    )
  }

  private async commit(session: Session): Promise<void> {
    const { writer, pending, finished, queue, askFrom } = session
    const { serde, topicPrefix, partitionsOf } = this.context
    const taken = finished.splice(0)
    for (const { offset } of taken) pending.delete(offset)
    const position = Math.max(askFrom, Math.min(queue.taken, ...pending))
    if (taken.length === 0 && position === session.committed) return
    const parts = outcomeParts(
      taken.map(({ outcome }) => outcome),
      { serde, topicPrefix, partitionsOf },
    )
    const answered = [...session.answered, ...taken.map(({ offset }) => offset)].filter((offset) => offset >= position)
    const metadata = answeredToMetadata(position, answered)
    const partitions = [{ partition: this.number, offset: String(position), metadata }]
    const startMs = performance.now()
    await writer.commit(parts, [{ topic: topicPrefix + queue.topic, partitions }])
    this.context.onCommit(talliesOf(parts, topicPrefix), performance.now() - startMs)
    session.committed = position
    session.answered = new Set(answered)
  }

  private async recover(error: unknown): Promise<void> {
    if (this.closing.signal.aborted) return
    const { onError, confirmed } = this.context
    if (isFenced(error)) {
      this.state = nextState(this.state, 'fenced')
      const message = `lane ${this.number} of the bridge was taken over: waiting for the group to say whose it is`
      onError(new StreamError('LANE_FENCED', 'retry', message, { cause: error }))
      await Promise.race([confirmed(), sleep(2 ** 30, this.closing.signal)])
    } else if (error instanceof StreamError && error.errorClass !== 'retry') {
      this.state = nextState(this.state, 'halted')
      onError(error)
    } else {
      this.state = nextState(this.state, 'reopening')
      const message = `lane ${this.number} of the bridge starts anew after: ${asError(error).message}`
      onError(new StreamError('LANE_FAILED', 'retry', message, { cause: error }))
      await sleep(pauseMs(this.failures++), this.closing.signal)
    }
  }

  private async forget(): Promise<void> {
    const { session } = this
    this.session = null
    if (session === null) return
    session.stopping.abort()
    this.context.reader.remove(session.queue)
    await session.connection.close().catch(() => undefined)
  }
}

/** Ticks that were deleted before they were read are too old to ask about: the lane opens anew behind them. */
function asRetry(error: Error): Error {
  if (!(error instanceof StreamError) || error.code !== 'INPUT_LOST') return error
  return new StreamError(error.code, 'retry', `${error.message} (the bridge goes on with what is there)`)
}
