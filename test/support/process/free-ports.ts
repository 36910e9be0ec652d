/** Free TCP ports on 127.0.0.1, taken from below the ephemeral range. */
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Linux gives outgoing connections ports from 32768 up. A client that keeps asking for a stopped broker on such a port
 * may be given that very port, connect to itself, and keep the broker from starting again.
 */
const LOWEST = 20_000
const HIGHEST = 32_767

/** `count` different ports that nothing listens on. Another process may still take one before its user does. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = randomInt(LOWEST, HIGHEST + 1)
    if (!ports.has(port) && (await isFree(port))) ports.add(port)
  }
  return [...ports]
}

/** One port that nothing listens on. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1)
  if (port === undefined) throw new Error('no port was found')
  return port
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
