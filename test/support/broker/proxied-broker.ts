/** A broker from the jars with a second way in that leads through a proxy, so that connections can be cut while it lives. */
import { freePorts } from '../process/free-ports.ts'
import { startTcpProxy, type TcpProxy } from '../process/tcp-proxy.ts'
import { startJarsBroker } from './jars-broker.ts'

export interface ProxiedBroker {
  /** The way past the proxy, host:port. */
  readonly direct: string
  /** Its address is the way in for the members under test. */
  readonly proxy: TcpProxy
  /** SIGKILL, and a new start with the same data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startProxiedBroker(): Promise<ProxiedBroker> {
  const [direct = 0, behind = 0, controller = 0, front = 0] = await freePorts(4)
  const at = (port: number) => `127.0.0.1:${port}`
  const proxy = await startTcpProxy(front)
  proxy.target = at(behind)
  const broker = await startJarsBroker({
    settings: {
      listeners: `PLAINTEXT://${at(direct)},PROXIED://${at(behind)},CONTROLLER://${at(controller)}`,
      'advertised.listeners': `PLAINTEXT://${at(direct)},PROXIED://${at(front)}`,
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT',
      'controller.quorum.voters': `1@${at(controller)}`,
    },
  })
  const stop = async () => {
    await proxy.stop()
    await broker.stop()
  }
  return { direct: at(direct), proxy, restart: () => broker.restart(), stop }
}
