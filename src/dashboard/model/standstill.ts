/** Which topologies stand still although their input moves: seen from outside, by what they have put on record as taken. */

/** A topology that has not taken for so long what came meanwhile stands still, ms of wall clock. */
export const STILL_AFTER_MS = 30_000
/** One that was last at work so long before the others is not part of what runs, ms of event time. */
const PART_OF_IT_MS = 3_600_000

export interface StandingTopology {
  readonly name: string
  /** Since when its input moves alone, ms. */
  readonly forMs: number
  /** Input that came since. */
  readonly records: number
}

interface Watched {
  progress: number
  /** Input at the last progress. */
  input: number
  /** When input first came after it, wall clock, ms; null where none did. */
  sinceMs: number | null
  /** Whether it was seen at work, or had been shortly before. */
  isPart: boolean
}

export interface TopologySample {
  readonly name: string
  /** Records of its inputs. */
  readonly input: number
  /** What it has put on record as taken; null where nothing ever. */
  readonly progress: { readonly records: number; readonly timeMs: number | null } | null
}

export class Standstill {
  private readonly watched = new Map<string, Watched>()
  private atMs = 0

  /**
   * Looks at all of them.
   *
   * @param streamTimeMs event time that the run has reached; null before its first record
   * @param atMs wall clock, ms
   */
  see(samples: readonly TopologySample[], streamTimeMs: number | null, atMs: number): void {
    this.atMs = atMs
    for (const { name, input, progress } of samples) {
      if (progress === null) continue
      const before = this.watched.get(name)
      const { records, timeMs } = progress
      if (before === undefined || records !== before.progress) {
        const isPart = before !== undefined || timeMs === null || (streamTimeMs ?? 0) - timeMs < PART_OF_IT_MS
        this.watched.set(name, { progress: records, input, sinceMs: null, isPart })
      } else if (input !== before.input) before.sinceMs ??= atMs
    }
    this.inputs = new Map(samples.map(({ name, input }) => [name, input]))
  }

  private inputs: ReadonlyMap<string, number> = new Map()

  get standing(): readonly StandingTopology[] {
    return [...this.watched].flatMap(([name, { sinceMs, input, isPart }]) => {
      const forMs = sinceMs === null ? 0 : this.atMs - sinceMs
      if (!isPart || forMs < STILL_AFTER_MS) return []
      return [{ name, forMs, records: (this.inputs.get(name) ?? input) - input }]
    })
  }
}
