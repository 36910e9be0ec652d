/** The port of an option. */
import { InvalidArgumentError } from 'commander'

/** A port from 0 (any free one) to 65535. */
export function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('It is a port from 0 (any free one) to 65535.')
}
