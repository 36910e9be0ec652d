/** Settings of Kafka: options above the environment, mistakes named, secrets never shown. */
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { kafkaSettings } from '../../src/config/kafka-settings.ts'

const SASL = { ILF_KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512', ILF_KAFKA_SASL_USERNAME: 'ilf' }

describe('kafkaSettings', () => {
  it('has defaults, and takes empty variables for none', () => {
    const none = { brokers: [], registryUrl: null, app: 'ilf', topicPrefix: '', tls: null, sasl: null, jsonDoor: false }
    expect(kafkaSettings({}, {})).toEqual(none)
    expect(kafkaSettings({}, { ILF_KAFKA_BROKERS: '', ILF_KAFKA_TLS: '', ILF_KAFKA_SASL_PASSWORD: '' })).toEqual(none)
  })

  it('takes an option above its variable', () => {
    const env = { ILF_KAFKA_BROKERS: 'a:1', ILF_REGISTRY_URL: 'http://r:1', ILF_APP: 'blue' }
    expect(kafkaSettings({ kafka: 'b:2, c:3' }, env)).toMatchObject({ brokers: ['b:2', 'c:3'], app: 'blue' })
    expect(kafkaSettings({ registry: 'http://s:2' }, env).registryUrl?.reveal()).toBe('http://s:2')
  })

  it.each([
    [{ ILF_KAFKA_BROKERS: 'localhost' }, /ILF_KAFKA_BROKERS.*host:port/],
    [{ ILF_REGISTRY_URL: 'localhost:8081' }, /ILF_REGISTRY_URL.*URL/],
    [{ ILF_KAFKA_TLS: 'yes' }, /ILF_KAFKA_TLS.*true or false/],
    [{ ILF_APP: 'a b' }, /ILF_APP/],
    [{ ...SASL, ILF_KAFKA_SASL_MECHANISM: 'gssapi', ILF_KAFKA_SASL_PASSWORD: 'x' }, /plain, scram/],
    [{ ILF_KAFKA_SASL_PASSWORD: 'x' }, /ILF_KAFKA_SASL_MECHANISM is missing/],
    [SASL, /ILF_KAFKA_SASL_PASSWORD or ILF_KAFKA_SASL_PASSWORD_FILE is missing/],
    [{ ...SASL, ILF_KAFKA_SASL_PASSWORD: 'x', ILF_KAFKA_SASL_PASSWORD_FILE: '/f' }, /not both/],
  ])('refuses %j', (env, message) => {
    expect(() => kafkaSettings({}, env)).toThrow(message)
  })

  it('shows no secret, whoever prints it', () => {
    const env = { ...SASL, ILF_KAFKA_SASL_PASSWORD: 'hunter2', ILF_REGISTRY_URL: 'http://u:hunter2@r:1' }
    const settings = kafkaSettings({}, env)
    for (const shown of [inspect(settings, { depth: 9 }), JSON.stringify(settings), `${settings.registryUrl}`]) {
      expect(shown).not.toContain('hunter2')
      expect(shown).toContain('***')
    }
    expect(settings.sasl).toMatchObject({ mechanism: 'scram-sha-512', username: 'ilf' })
  })

  it('does not repeat a wrong address in its complaint: a password may stand in it', () => {
    expect(() => kafkaSettings({ registry: 'ftp://u:hunter2@r' }, {})).toThrow(/^(?!.*hunter2)/)
  })
})
