/** A broker from the jars with a TLS listener and one with TLS and passwords: its certificate is made here, by keytool. */
import { join } from 'node:path'
import { findJavas } from '../java/java.ts'
import { freePorts } from '../process/free-ports.ts'
import { ownedFolder, removeFolder } from '../process/owned-folder.ts'
import { runProgram } from '../process/run-program.ts'
import { startJarsBroker } from './jars-broker.ts'
import { kafkaTool } from './kafka-tool.ts'

/** The user both mechanisms know. */
export const USER = 'ilf'
export const PASSWORD = 'a secret that nobody may see'

export interface SecureBroker {
  /** Without any protection, as the test itself talks to it. */
  readonly plaintext: string
  readonly tls: string
  /** TLS, and SASL by PLAIN or SCRAM-SHA-512. */
  readonly sasl: string
  /** The certificate to trust, PEM. */
  readonly caFile: string
  stop(): Promise<void>
}

export async function startSecureBroker(): Promise<SecureBroker> {
  const folder = await ownedFolder('tls')
  const { keyStore, caFile } = await certificate(folder)
  const [plaintext, tls, sasl, controller] = (await freePorts(4)).map((port) => `127.0.0.1:${port}`) as [
    string,
    string,
    string,
    string,
  ]
  const open = `PLAINTEXT://${plaintext},SSL://${tls},SASL_SSL://${sasl}`
  const login = 'org.apache.kafka.common.security'
  const broker = await startJarsBroker({
    settings: {
      listeners: `${open},CONTROLLER://${controller}`,
      'advertised.listeners': open,
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
      'controller.quorum.voters': `1@${controller}`,
      'ssl.keystore.location': keyStore,
      'ssl.keystore.password': STORE_PASSWORD,
      'ssl.keystore.type': 'PKCS12',
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
      'listener.name.sasl_ssl.plain.sasl.jaas.config': `${login}.plain.PlainLoginModule required user_${USER}="${PASSWORD}";`,
      'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': `${login}.scram.ScramLoginModule required;`,
    },
  })
  await kafkaTool('ConfigCommand', [
    ...['--bootstrap-server', plaintext, '--alter', '--entity-type', 'users', '--entity-name', USER],
    ...['--add-config', `SCRAM-SHA-512=[password=${PASSWORD}]`],
  ])
  const stop = async () => {
    await broker.stop()
    await removeFolder(folder)
  }
  return { plaintext, tls, sasl, caFile, stop }
}

const STORE_PASSWORD = 'changeit'

/** A key with a certificate that it has signed itself, for the address tests use. */
async function certificate(folder: string): Promise<{ readonly keyStore: string; readonly caFile: string }> {
  const java = findJavas().at(-1)
  if (java === undefined) throw new Error('a TLS broker needs the keytool of a Java')
  const keytool = java.command.replace(/java$/, 'keytool')
  const keyStore = join(folder, 'keys.p12')
  const caFile = join(folder, 'ca.pem')
  const store = ['-keystore', keyStore, '-storepass', STORE_PASSWORD, '-alias', 'broker']
  const make = ['-genkeypair', '-keyalg', 'EC', '-dname', 'CN=ilf test', '-ext', 'SAN=IP:127.0.0.1', '-validity', '2']
  for (const args of [
    [...make, '-storetype', 'PKCS12', ...store],
    ['-exportcert', '-rfc', '-file', caFile, ...store],
  ]) {
    const { exitCode, stdout, stderr } = await runProgram(keytool, args, { timeoutMs: 60_000 })
    if (exitCode !== 0) throw new Error(`keytool failed\n${stdout}\n${stderr}`)
  }
  return { keyStore, caFile }
}
