/** Hot sources: subscribed while the topology is built, and at no other time. */
import { Observable, Subject } from 'rxjs'
import { TopologyError } from '../topology/define.ts'

/** The entrance of one source of one task. */
export class HotSource<T> {
  private readonly subject = new Subject<T>()
  readonly stream: Observable<T>
  private open = true

  constructor(topology: string, name: string) {
    this.stream = new Observable<T>((subscriber) => {
      if (!this.open) {
        throw new TopologyError(
          'LATE_SUBSCRIPTION',
          `topology ${topology}: source "${name}" was subscribed after build; sources are hot and would have lost records`,
        )
      }
      return this.subject.subscribe(subscriber)
    })
  }

  /** Ends the time in which the source may be subscribed. */
  seal(): void {
    this.open = false
  }

  next(value: T): void {
    this.subject.next(value)
  }
}
