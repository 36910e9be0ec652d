/** Hot sources: subscribed while the topology is built, and at no other time. */
import { Observable, type Subscriber } from 'rxjs'
import { TopologyError } from '../topology/define.ts'

/**
 * The entrance of one source of one task. Not a Subject: its subscribers are known once the topology is built, so handing
 * a record on is a plain loop, and this runs for every record of every task.
 */
export class HotSource<T> {
  readonly stream: Observable<T>
  private readonly subscribers: Subscriber<T>[] = []
  private open = true

  constructor(topology: string, name: string) {
    this.stream = new Observable<T>((subscriber) => {
      if (!this.open) {
        throw new TopologyError(
          'LATE_SUBSCRIPTION',
          `topology ${topology}: source "${name}" was subscribed after build; sources are hot and would have lost records`,
        )
      }
      this.subscribers.push(subscriber)
    })
  }

  /** Ends the time in which the source may be subscribed. */
  seal(): void {
    this.open = false
  }

  /** Hands a value to every subscriber, in the order of their subscriptions. One that has unsubscribed ignores it. */
  next(value: T): void {
    for (let i = 0; i < this.subscribers.length; i++) this.subscribers[i]?.next(value)
  }
}
