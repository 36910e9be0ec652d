/** Check: nothing that moves money ended as a dead letter, and nothing the system wrote is unreadable. */
import { topics, topicsByName } from '../../topics.ts'
import { type Check, type CheckResult, counted, Findings, tallyText } from './check.ts'
import type { Step } from './ledger.ts'

/** Topics that are written from outside, where an unreadable record is somebody else's and a dead letter is enough. */
const FROM_OUTSIDE: ReadonlySet<string> = new Set([topics.aiSignal.name])

export class DeadLettersCheck implements Check {
  private readonly findings = new Findings()
  private readonly letters = new Map<string, number>()
  private total = 0
  private unreadable = 0

  take({ record }: Step): void {
    if (record.kind === 'unreadable') {
      this.unreadable++
      if (!FROM_OUTSIDE.has(record.place.topic))
        this.findings.add(record.place, {}, `unreadable: ${record.error.message}`)
      return
    }
    if (record.kind !== 'dead.letter') return
    const { topic, partition, offset, error_code: code, error } = record.value
    this.total++
    const name = `${topic} ${code}`
    this.letters.set(name, (this.letters.get(name) ?? 0) + 1)
    if (topicsByName.get(topic)?.movesMoney) {
      this.findings.add(
        record.place,
        { from: `${topic}[${partition}]@${offset}` },
        `${topic} moves money: ${code}: ${error}`,
      )
    }
  }

  finish(): CheckResult {
    const { letters, total, unreadable } = this
    return this.findings.result({
      name: 'dead-letters',
      claim: 'nothing that moves money was lost to a dead letter',
      summary: total === 0 ? 'no dead letter' : `${counted(total, 'dead letter')}: ${tallyText(letters)}`,
      counts: { deadLetters: total, unreadable, ...Object.fromEntries(letters) },
      notes: unreadable === 0 ? [] : [`${counted(unreadable, 'record')} that cannot be read`],
    })
  }
}
