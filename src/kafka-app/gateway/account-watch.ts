/** Follows control.command and account.state, so that a HALT stops orders that are queued already, and outlives a restart. */
import type { AccountState, ControlCommand } from '../../records/generated.ts'
import type { Serde } from '../../records/serde.ts'
import { sleep } from '../../runtime/kafka/client/sleep.ts'
import { InputQueue } from '../../runtime/kafka/reading/input-queue.ts'
import type { KafkaRecord } from '../../runtime/kafka/reading/kafka-record.ts'
import type { Reader } from '../../runtime/kafka/reading/reader.ts'
import { topics } from '../../topics.ts'
import type { Topic } from '../../topology/topic.ts'
import { AccountMode } from './account-mode.ts'

export interface AccountWatchOptions {
  readonly account: string
  readonly reader: Reader
  readonly serde: Serde
  partitionsOf(topic: string): number
  /** First offset of a partition. */
  firstOffset(topic: string, partition: number): Promise<number>
  readonly signal: AbortSignal
}

const LOOK_EVERY_MS = 20

export class AccountWatch {
  private readonly options: AccountWatchOptions
  private readonly mode: AccountMode
  private readonly queues: InputQueue[] = []

  constructor(options: AccountWatchOptions) {
    this.options = options
    this.mode = new AccountMode(options.account)
  }

  /** Resolves when everything was read that lay there: what was said while no gateway ran counts too. */
  async open(): Promise<void> {
    const { reader, partitionsOf, firstOffset, signal } = this.options
    for (const { name } of [topics.controlCommand, topics.accountState]) {
      for (let partition = 0; partition < partitionsOf(name); partition++) {
        const queue = new InputQueue(name, partition, await firstOffset(name, partition))
        this.queues.push(queue)
        reader.add(queue)
      }
    }
    while (this.failure === null && !signal.aborted && this.queues.some(({ isBehind }) => isBehind)) {
      this.take()
      await sleep(LOOK_EVERY_MS, signal)
    }
  }

  /** Why the topics can no longer be followed; null while they can. */
  get failure(): Error | null {
    return this.queues.find(({ failure }) => failure !== null)?.failure ?? null
  }

  /** True where positions may be opened, by all that has arrived. False where nobody can know any more. */
  get isActive(): boolean {
    if (this.failure !== null) return false
    this.take()
    return this.mode.isActive
  }

  close(): void {
    for (const queue of this.queues) this.options.reader.remove(queue)
  }

  private take(): void {
    const records: KafkaRecord[] = []
    for (const queue of this.queues) queue.takeUpTo(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, records)
    if (records.length === 0) return
    for (const record of records) {
      if (record.topic === topics.controlCommand.name) this.takeControl(record)
      else if (this.read(record, topics.accountState)) this.mode.see(record.value as AccountState)
    }
    this.options.reader.nudge()
  }

  private takeControl(record: KafkaRecord): void {
    if (this.read(record, topics.controlCommand)) this.mode.hear(record.value as ControlCommand)
    else this.mode.hearUnreadable()
  }

  private read(record: KafkaRecord, { codec }: Topic<unknown>): boolean {
    record.read(this.options.serde, codec)
    return record.error === null && record.value !== null
  }
}
