import { describe, expect, it } from 'vitest'
import { describeConfig } from '../../src/config/describe-config.ts'
import { configKeys, withOverrides } from '../../src/config/overrides.ts'

describe('describeConfig', () => {
  it('gives every key of --set, in order', () => {
    expect(describeConfig().map(({ key }) => key)).toEqual(configKeys())
  })

  it('knows a default and a meaning of every key', () => {
    for (const { key, value, meaning } of describeConfig()) {
      expect(value, key).toBeDefined()
      expect(meaning, key).not.toBe('')
    }
  })

  it('gives defaults that --set takes', () => {
    const plain = describeConfig().filter(({ key }) => !key.includes('<'))
    const texts = plain.map(({ key, value }) => `${key}=${String(value)}`)
    expect(withOverrides(texts)).toEqual(withOverrides([]))
  })

  it('shows the values of another configuration', () => {
    const entries = describeConfig(withOverrides(['gate.threshold=0.9']))
    expect(entries.find(({ key }) => key === 'gate.threshold')?.value).toBe(0.9)
  })
})
