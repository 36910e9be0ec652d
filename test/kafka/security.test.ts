/** TLS and SASL against a broker that asks for them: who may come in does, who may not is told why, and no secret shows. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kafkaSettings } from '../../src/config/kafka-settings.ts'
import { clusterOptions } from '../../src/kafka-app/cluster.ts'
import { ilf, temporaryFolder } from '../cli/support/ilf.ts'
import { counter, counts, signal, words } from '../runtime/example-topologies.ts'
import { kafkaJavaMissing } from '../support/broker/jars.ts'
import { PASSWORD, type SecureBroker, startSecureBroker, USER } from '../support/broker/secure-broker.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { untilCaughtUp } from './support/until.ts'
import { Workspace, withPartitions } from './support/workspace.ts'

const WRONG = 'a guess that nobody may see'
const missing = await kafkaJavaMissing()

describeKafka('a cluster with locks', (services) => {
  // The certificate and the listeners need the jars; where they cannot be had, no broker with locks can.
  describe.skipIf(missing !== null)('on TLS and SASL listeners', () => {
    let broker: SecureBroker

    beforeAll(async () => {
      broker = await startSecureBroker()
    })
    afterAll(() => broker?.stop())

    const user = (mechanism: string) => ({
      ILF_KAFKA_BROKERS: broker.sasl,
      ILF_KAFKA_TLS_CA: broker.caFile,
      ILF_KAFKA_SASL_MECHANISM: mechanism,
      ILF_KAFKA_SASL_USERNAME: USER,
    })
    const describeTopics = (env: Readonly<Record<string, string>>) =>
      ilf(['topics', 'describe', '--debug'], temporaryFolder(), env)

    it('runs topologies through a TLS listener, and through one that asks for a password', async () => {
      const locked = new Workspace({ ...services, brokers: [broker.plaintext] }, [withPartitions(counter, 1)])
      await locked.create()
      const login = { ...user('scram-sha-512'), ILF_KAFKA_SASL_PASSWORD: PASSWORD }
      const ways = [login, { ILF_KAFKA_BROKERS: broker.tls, ILF_KAFKA_TLS_CA: broker.caFile }]
      for (const [time, env] of ways.entries()) {
        await locked.publish([{ topic: words, key: 'A', time, value: signal('A', time, 'x') }])
        const member = locked.member({
          config: { start: 0 },
          ...clusterOptions(kafkaSettings({}, env)),
          topicPrefix: locked.topicPrefix,
        })
        await member.start()
        // After the first request the broker names its addresses: only the listener that was asked may be used.
        await untilCaughtUp([member], 1)
        await member.stop()
      }
      const reasons = (await locked.read('counts')).map(({ value }) => locked.decode(counts, value).reason)
      expect(reasons).toEqual(['x#1', 'x#2'])
    })

    it('takes PLAIN, and a password from a file', async () => {
      const file = join(temporaryFolder(), 'password')
      writeFileSync(file, `${PASSWORD}\n`)
      const { stdout } = await describeTopics({ ...user('plain'), ILF_KAFKA_SASL_PASSWORD_FILE: file })
      expect(stdout).toMatch(/^market\.tick +missing/m)
    })

    it.each([
      ['a wrong password', () => ({ ...user('scram-sha-512'), ILF_KAFKA_SASL_PASSWORD: WRONG }), 'refuse this user'],
      ['a wrong PLAIN password', () => ({ ...user('plain'), ILF_KAFKA_SASL_PASSWORD: WRONG }), 'refuse this user'],
      [
        'a mechanism it does not have',
        () => ({ ...user('scram-sha-256'), ILF_KAFKA_SASL_PASSWORD: PASSWORD }),
        'set ILF_KAFKA_SASL_MECHANISM to one that they have',
      ],
      [
        'a certificate nobody vouches for',
        () => ({ ILF_KAFKA_BROKERS: broker.tls, ILF_KAFKA_TLS: 'true' }),
        'name the file of its authority in ILF_KAFKA_TLS_CA',
      ],
      ['no TLS', () => ({ ILF_KAFKA_BROKERS: broker.tls }), 'lack the TLS or the login'],
      [
        'no login',
        () => ({ ILF_KAFKA_BROKERS: broker.sasl, ILF_KAFKA_TLS_CA: broker.caFile }),
        'lack the TLS or the login',
      ],
      [
        'TLS where there is none',
        () => ({ ILF_KAFKA_BROKERS: broker.plaintext, ILF_KAFKA_TLS: 'true' }),
        'bring TLS where it has none',
      ],
    ])('says what is wrong with %s, and shows no secret', async (_, env, message) => {
      const { exitCode, stdout, stderr } = await describeTopics(env())
      expect(exitCode).toBe(1)
      expect(stdout).toBe('')
      expect(stderr).toContain(message)
      expect(stderr).not.toContain(WRONG)
      expect(stderr).not.toContain(PASSWORD)
    })

    it('does not keep a member with a wrong password waiting', async () => {
      const env = { ...user('scram-sha-512'), ILF_KAFKA_SASL_PASSWORD: WRONG }
      const options = ['start', 'trade-intent', '--registry', services.registryUrl, '--log-level', 'debug', '--debug']
      const { exitCode, stderr } = await ilf(options, temporaryFolder(), env)
      expect(exitCode).toBe(1)
      expect(stderr).toContain('refuse this user')
      expect(stderr).not.toContain(WRONG)
    })
  })
})
