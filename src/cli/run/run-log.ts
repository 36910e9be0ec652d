/** Turns committed records into log lines, in the order of their event times. */
import type { Logger } from 'pino'
import { type Observer, observer, topics } from '../../app.ts'
import { deadLetterLine, intentLines, type LogLine, positionLine, refusalLine } from './log-lines.ts'

/** Dead letters told one by one; a bad file may hold thousands, and each is on its topic. */
const TOLD_DEAD_LETTERS = 10

export class RunLog {
  /** For the runtime; only topics that the log's level has a line for. */
  readonly observers: readonly Observer[]
  private readonly log: Logger
  private lines: LogLine[] = []
  private deadLetters = 0

  constructor(log: Logger) {
    this.log = log
    const add = (line: LogLine | null) => {
      if (line !== null && log.isLevelEnabled(line.level)) this.lines.push(line)
    }
    const info = [
      observer(topics.tradeIntent, (intent) => intentLines(intent).forEach(add)),
      observer(topics.positionUpdate, (update) => add(positionLine(update))),
    ]
    const debug = [observer(topics.signalDecision, (decision) => add(refusalLine(decision)))]
    this.observers = [
      observer(topics.deadLetter, (letter) => {
        this.deadLetters += 1
        if (this.deadLetters <= TOLD_DEAD_LETTERS) add(deadLetterLine(letter))
      }),
      ...(log.isLevelEnabled('info') ? info : []),
      ...(log.isLevelEnabled('debug') ? debug : []),
    ]
  }

  /** Writes the lines of the commits since the last call. */
  flush(): void {
    if (this.lines.length === 0) return
    const lines = this.lines.sort((a, b) => a.timeMs - b.timeMs)
    this.lines = []
    for (const { level, timeMs, text, fields } of lines) {
      this.log[level]({ event_time: new Date(timeMs).toISOString(), ...fields }, text)
    }
  }

  /** Says how many dead letters were not told one by one. */
  close(): void {
    this.flush()
    const untold = this.deadLetters - TOLD_DEAD_LETTERS
    if (untold > 0) this.log.warn(`${untold} more dead letters: see \`ilf tail dead.letter\``)
  }
}
