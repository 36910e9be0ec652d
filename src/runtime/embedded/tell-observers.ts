/** Shows observers what a commit of the embedded driver has appended. */
import type { Serde } from '../../records/serde.ts'
import type { Observer } from '../observer.ts'
import type { LogAppend } from './storage/storage.ts'

/** Shows each observer the values of its topic. */
export function tell(observers: readonly Observer[], appends: readonly LogAppend[], serde: Serde): void {
  for (const { topic, records } of appends) {
    for (const observer of observers) {
      if (observer.topic !== topic) continue
      for (const { value } of records) observer.committed(value, serde)
    }
  }
}
