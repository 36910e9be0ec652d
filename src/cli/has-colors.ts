/** Whether what is printed may carry escape codes. */
import type { WriteStream } from 'node:tty'

/**
 * True for a terminal, unless NO_COLOR is set. A pipe or a file never gets escape codes, on a build server neither: who
 * reads it there is a program.
 */
export function hasColors(stream: Pick<WriteStream, 'isTTY'>): boolean {
  return stream.isTTY === true && (process.env.NO_COLOR ?? '') === ''
}
