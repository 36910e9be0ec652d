/** The log of a run on stderr: pretty on a terminal, JSON lines elsewhere; written synchronously, without a worker. */
import pino, { type Logger } from 'pino'

/** Levels of `--log-level`, from quiet to chatty. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface LogOptions {
  readonly level: LogLevel
  /** True: lines for people; false: one JSON object a line. */
  readonly isPretty: boolean
  readonly hasColors: boolean
  /** Takes whole lines. */
  write(text: string): void
}

/** Makes a logger. Lines carry the event time of what they tell as `event_time`, beside the wall time of the line. */
export async function createLog({ level, isPretty, hasColors, write }: LogOptions): Promise<Logger> {
  if (isPretty) return pino({ level, base: undefined }, { write: await prettyWriter(hasColors, write) })
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  )
}

/** `12-13 20:50:00 INFO: text`, the time being event time: the wall time of a replay says nothing. */
async function prettyWriter(hasColors: boolean, write: (text: string) => void): Promise<(line: string) => void> {
  const { prettyFactory } = await import('pino-pretty')
  const pretty = prettyFactory({
    colorize: hasColors,
    hideObject: true,
    timestampKey: 'event_time',
    translateTime: 'UTC:mm-dd HH:MM:ss',
  })
  return (line) => write(pretty(line))
}
