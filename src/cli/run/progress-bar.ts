/** The progress bar of a run on a terminal: one line on stderr that log lines scroll past. */
import { MultiBar } from 'cli-progress'
import type { Colors } from 'picocolors/types.js'
import { formatCount, formatTime } from '../../report/format.ts'

/** Where a run stands. */
export interface Standing {
  /** Share of the recorded time that lies behind it, 0 to 1. */
  readonly ratio: number
  /** Stream time, Unix ms. */
  readonly timeMs: number
  /** External records a second. */
  readonly recordsPerSecond: number
  /** Wall time to the end, ms; null until it can be told. */
  readonly leftMs: number | null
  /** A few words on the account; empty before the first account.state. */
  readonly account: string
}

const BAR_COLUMNS = { least: 10, most: 30 }

export class ProgressBar {
  private readonly bars: MultiBar
  private readonly colors: Colors
  private standing: Standing | null = null

  /** @param stream a terminal */
  constructor(stream: NodeJS.WriteStream, colors: Colors) {
    this.colors = colors
    this.bars = new MultiBar({
      stream,
      hideCursor: true,
      clearOnComplete: true,
      forceRedraw: true,
      format: (_options, { maxWidth }) => this.line(typeof maxWidth === 'number' ? maxWidth : 80),
    })
    this.bars.create(1, 0)
  }

  update(standing: Standing): void {
    this.standing = standing
  }

  /** Writes whole lines above the bar. */
  above(text: string): void {
    this.bars.log(text)
    this.bars.update()
  }

  /** Takes the bar away and gives the cursor back. Nothing may be called afterwards. */
  close(): void {
    this.bars.stop()
  }

  private line(columns: number): string {
    if (this.standing === null) return ''
    const { ratio, timeMs, recordsPerSecond, leftMs, account } = this.standing
    const { cyan, dim, bold } = this.colors
    const percent = `${Math.floor(ratio * 100)}%`.padStart(4)
    const words = [
      formatTime(timeMs),
      leftMs === null ? '' : `${clock(leftMs)} left`,
      `${formatCount(recordsPerSecond)} records/s`,
      account,
    ].filter((word) => word !== '')
    const room = () => columns - [percent, ...words].join('  ').length - 2
    // On a narrow terminal the last words go first.
    while (room() < BAR_COLUMNS.least && words.length > 1) words.pop()
    const width = Math.max(BAR_COLUMNS.least, Math.min(BAR_COLUMNS.most, room()))
    const done = Math.round(width * ratio)
    const bar = cyan('█'.repeat(done)) + dim('░'.repeat(width - done))
    return `${bar} ${bold(percent)}  ${words.join(dim('  '))}`
  }
}

/** A time left: 0:07, 12:40, 3:05:00. */
export function clock(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1000)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}
