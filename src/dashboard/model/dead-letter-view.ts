/** Dead letters: how many of each code, and the newest ones with what can be told of their value. */
import type { DeadLetter } from '../../records/generated.ts'
import type { DeadLetters } from '../protocol/flow.ts'
import { Ring } from './ring.ts'

const KEPT_LETTERS = 200
const SHOWN_BYTES = 400

export class DeadLetterView {
  private readonly letters = new Ring<DeadLetter>(KEPT_LETTERS)
  private readonly codes = new Map<string, number>()

  see(letter: DeadLetter): void {
    this.letters.push(letter)
    this.codes.set(letter.error_code, (this.codes.get(letter.error_code) ?? 0) + 1)
  }

  get total(): number {
    return this.letters.total
  }

  get list(): DeadLetters {
    return {
      total: this.total,
      byCode: [...this.codes].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count),
      rows: this.letters.all
        .map((letter) => ({
          timeMs: letter.event_time,
          code: letter.error_code,
          error: letter.error,
          topic: letter.topic,
          partition: letter.partition,
          offset: letter.offset,
          key: letter.key == null ? null : shown(letter.key),
          topology: letter.topology ?? null,
          value: letter.value == null ? null : shown(letter.value),
        }))
        .toReversed()
        .slice(0, KEPT_LETTERS),
    }
  }
}

/** Bytes as text where they are text. */
function shown(value: Buffer): string {
  const part = value.subarray(0, SHOWN_BYTES)
  const text = part.toString('utf8')
  const more = value.length > SHOWN_BYTES ? ` … ${value.length} bytes` : ''
  return (/[\p{Cc}\uFFFD]/u.test(text) ? part.toString('hex') : text) + more
}
