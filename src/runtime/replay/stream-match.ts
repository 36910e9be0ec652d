/** Pairs the records of two runs as they come: what is the same is let go at once, so memory stays flat. */
import { type Comparable, isSame } from './comparable.ts'

/** Told of every pair; one side is null where the other stands alone. */
export type OnPair<A, B> = (a: A | null, b: B | null, isSame: boolean) => void

/** The records of one topic and key that wait for their other half. */
interface Group<A, B> {
  a: A[]
  b: B[]
  /** Who writes it in B, as far as is known. */
  writer: string | null
  /** Whether several write it: their records then lie among each other in any order. */
  isMixed: boolean
  lastA: number
  lastB: number
}

/** Records of a group that may wait on one side before those that wait longest count as alone. */
const MAX_WAITING = 10_000

export class StreamMatch<A extends Comparable, B extends Comparable> {
  /** By topic, then by key and name. */
  private readonly groups = new Map<string, Map<string, Group<A, B>>>()
  private readonly touched = new Set<Group<A, B>>()
  private readonly onPair: OnPair<A, B>

  constructor(onPair: OnPair<A, B>) {
    this.onPair = onPair
  }

  /** @param name of the group, beside topic and key */
  addA(record: A, name = ''): void {
    const group = this.groupOf(record, name)
    group.isMixed ||= record.timestamp < group.lastA
    group.lastA = record.timestamp
    group.a.push(record)
  }

  /** @param writer who has written the record, where that is known */
  addB(record: B, name = '', writer: string | null = null): void {
    const group = this.groupOf(record, name)
    group.isMixed ||= record.timestamp < group.lastB || (group.writer ?? writer) !== writer
    group.writer = writer
    group.lastB = record.timestamp
    group.b.push(record)
  }

  /** Pairs what can be paired. @param completeMs up to this event time B is known to have no more records */
  settle(completeMs: number): void {
    for (const group of this.touched) {
      if (group.isMixed) this.pairEqual(group)
      else this.pairInOrder(group, completeMs, MAX_WAITING)
    }
    this.touched.clear()
  }

  /** Pairs everything that is left, by event time. */
  finish(): void {
    for (const group of [...this.groups.values()].flatMap((groups) => [...groups.values()])) {
      if (group.isMixed) {
        this.pairEqual(group)
        group.a.sort(byTime)
        group.b.sort(byTime)
      }
      this.pairInOrder(group, Number.POSITIVE_INFINITY, 0)
    }
    this.groups.clear()
  }

  /** One writer: the records must come one by one as they came, and one that is missing shifts none of those behind it. */
  private pairInOrder(group: Group<A, B>, completeMs: number, maxWaiting: number): void {
    const { a, b } = group
    let [i, j] = [0, 0]
    for (;;) {
      const one = a[i]
      const other = b[j]
      if (one !== undefined && other !== undefined) {
        if (one.timestamp < other.timestamp) this.onPair(a[i++]!, null, false)
        else if (other.timestamp < one.timestamp) {
          if (one.timestamp > completeMs) break
          this.onPair(null, b[j++]!, false)
        } else this.onPair(a[i++]!, b[j++]!, isSame(one, other))
      } else if (one !== undefined && (one.timestamp <= completeMs || a.length - i > maxWaiting)) {
        this.onPair(a[i++]!, null, false)
      } else if (other !== undefined && b.length - j > maxWaiting) {
        this.onPair(null, b[j++]!, false)
      } else break
    }
    a.splice(0, i)
    b.splice(0, j)
  }

  /** Several writers: what is equal belongs together, wherever it lies. */
  private pairEqual({ a, b }: Group<A, B>): void {
    const waiting = new Map<string, B[]>()
    for (const record of b) {
      const name = identityOf(record)
      const equal = waiting.get(name)
      if (equal === undefined) waiting.set(name, [record])
      else equal.push(record)
    }
    const alone = a.filter((record) => {
      const other = waiting.get(identityOf(record))?.shift()
      if (other !== undefined) this.onPair(record, other, true)
      return other === undefined
    })
    a.splice(0, a.length, ...alone)
    b.splice(0, b.length, ...[...waiting.values()].flat())
  }

  private groupOf({ topic, key }: Comparable, name: string): Group<A, B> {
    let groups = this.groups.get(topic)
    if (groups === undefined) {
      groups = new Map()
      this.groups.set(topic, groups)
    }
    const id = name === '' ? key : `${key} ${name}`
    let group = groups.get(id)
    if (group === undefined) {
      const never = Number.NEGATIVE_INFINITY
      group = { a: [], b: [], writer: null, isMixed: false, lastA: never, lastB: never }
      groups.set(id, group)
    }
    this.touched.add(group)
    return group
  }
}

function byTime(a: Comparable, b: Comparable): number {
  return a.timestamp - b.timestamp
}

/** Equal for two records of a group that are the same. */
function identityOf({ timestamp, headers, fingerprint, body }: Comparable): string {
  const names = Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1))
  return `${timestamp} ${fingerprint} ${JSON.stringify(names)} ${body?.toString('latin1')}`
}
