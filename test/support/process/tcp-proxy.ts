/** A proxy before one Kafka broker that understands just enough to cut or hang a connection at a chosen request. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** Kinds of requests tests wait for, by Kafka's numbers. */
export const API = { produce: 0, fetch: 1, addPartitionsToTxn: 24, endTxn: 26, txnOffsetCommit: 28 } as const

export type ApiName = keyof typeof API

/**
 * What to do with a request: `pass` it on; `drop` it and cut the connection, so that the broker never hears of it;
 * `mute`: pass it on and cut the connection before the answer, so that its outcome stays unknown; `hang`: pass it on,
 * and let the answer and everything after it wait until `release`.
 */
export type Fate = 'pass' | 'drop' | 'mute' | 'hang'

export interface TcpProxy {
  readonly address: string
  /** Asked for every request; without it everything passes. */
  decide: (api: number) => Fate
  /** Where connections go on to, host:port. */
  target: string
  /** Lets answers that hang go on. */
  release(): void
  /** Cuts every connection. */
  cutAll(): void
  stop(): Promise<void>
}

export async function startTcpProxy(port: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  const hanging = new Set<Socket>()
  const server: Server = createServer((client) => join(client))
  const proxy: TcpProxy = {
    address: `127.0.0.1:${port}`,
    decide: () => 'pass',
    target: '',
    release() {
      for (const socket of hanging) socket.resume()
      hanging.clear()
    },
    cutAll() {
      for (const socket of sockets) socket.destroy()
    },
    async stop() {
      proxy.cutAll()
      server.close()
      await once(server, 'close')
    },
  }
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return proxy

  function join(client: Socket): void {
    const [host, targetPort] = proxy.target.split(':')
    const broker = connect({ host, port: Number(targetPort) })
    for (const [one, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      sockets.add(one)
      one.setNoDelay(true)
      one.on('error', () => undefined)
      one.on('close', () => {
        sockets.delete(one)
        hanging.delete(one)
        other.destroy()
      })
    }
    broker.on('data', (bytes) => client.write(bytes))
    const frames = new Frames((frame) => {
      const fate = proxy.decide(frame.readInt16BE(4))
      if (fate === 'drop') return void client.destroy()
      broker.write(frame, () => {
        // The broker has the request once its answer begins; none of that may reach the client.
        if (fate === 'mute') {
          broker.removeAllListeners('data')
          broker.once('data', () => client.destroy())
        }
      })
      if (fate === 'hang') {
        broker.pause()
        hanging.add(broker)
      }
    })
    client.on('data', (bytes) => frames.push(bytes))
  }
}

/** Puts the requests of a connection together: each begins with its length. */
class Frames {
  private readonly onFrame: (frame: Buffer) => void
  private rest: Buffer = Buffer.alloc(0)

  constructor(onFrame: (frame: Buffer) => void) {
    this.onFrame = onFrame
  }

  push(bytes: Buffer): void {
    this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes])
    while (this.rest.length >= 4) {
      const end = 4 + this.rest.readInt32BE(0)
      if (this.rest.length < end) return
      const frame = this.rest.subarray(0, end)
      this.rest = this.rest.subarray(end)
      this.onFrame(frame)
    }
  }
}
