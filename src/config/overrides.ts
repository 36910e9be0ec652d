/** `--set key=value`: changes one value of the configuration, after checking that it exists and what it may be. */
import * as v from 'valibot'
import { timeframeMs } from '../domain/candle.ts'
import { type AppConfig, DEFAULT_CONFIG } from './config.ts'

/** What is wrong with a `--set`. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ConfigError'
  }
}

const ratio = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0))
const notNegative = v.pipe(v.number(), v.finite(), v.minValue(0))
const decimalText = v.pipe(v.string(), v.regex(/^\d+(\.\d+)?$/, 'must be a decimal number'))
const timeframe = v.pipe(v.string(), v.check(isTimeframe, 'must be a whole number and s, m, h or d, for example 5m'))
const symbolRisk = v.pipe(v.number(), v.minValue(0.5), v.maxValue(1.5))

/** Bounds that go beyond "a number stays a number"; a key ends with one of these names. */
const RULES: Readonly<Record<string, v.GenericSchema>> = {
  timeframe,
  threshold: ratio,
  epsilon: ratio,
  alpha: ratio,
  minConfidence: ratio,
  participationRatio: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
  riskPerTradeRatio: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
  maxMarginUtilisationRatio: ratio,
  liquidationGuardRatio: v.pipe(v.number(), v.minValue(0), v.maxValue(0.02)),
  limitFill: v.picklist(['through', 'touch']),
  startingBalance: decimalText,
  maxNotionalPerSymbol: decimalText,
  paperBalance: decimalText,
  horizonMs: positive,
  intentTtlMs: positive,
  cap: v.pipe(v.number(), v.integer(), v.minValue(5), v.maxValue(80)),
  maxOpenPositions: v.pipe(v.number(), v.integer(), v.minValue(0)),
  maxEntriesPerMinute: v.pipe(v.number(), v.integer(), v.minValue(0)),
  maxLossStreak: v.pipe(v.number(), v.integer(), v.minValue(1)),
  maxDailyLossRatio: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
  maxDrawdownRatio: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
  symbolRisk,
}

/**
 * The configuration after some `key=value` texts, for example `gate.threshold=0.6`. Lists are written with commas.
 * Throws a ConfigError that names the key, what it may be, and the keys there are.
 */
export function withOverrides(texts: readonly string[], base: AppConfig = DEFAULT_CONFIG): AppConfig {
  return texts.reduce(withOverride, base)
}

function withOverride(config: AppConfig, text: string): AppConfig {
  const at = text.indexOf('=')
  if (at < 1) throw new ConfigError(`--set ${text}: write key=value, for example --set gate.threshold=0.6`)
  const path = text.slice(0, at).trim().split('.')
  return replaced(config, path, text.slice(at + 1).trim(), path.join('.')) as AppConfig
}

function replaced(node: unknown, path: readonly string[], text: string, key: string): unknown {
  const [name, ...rest] = path
  if (name === undefined) return parsed(node, text, key)
  if (typeof node !== 'object' || node === null || Array.isArray(node)) throw unknownKey(key)
  const isOpen = key.includes('symbolRisk.') && rest.length === 0
  if (!Object.hasOwn(node, name) && !isOpen) throw unknownKey(key)
  const child: unknown = isOpen ? 1 : Reflect.get(node, name)
  return { ...node, [name]: replaced(child, rest, text, key) }
}

function parsed(current: unknown, text: string, key: string): unknown {
  const value = convert(current, text, key)
  const name = key.includes('symbolRisk.') ? 'symbolRisk' : (key.split('.').at(-1) ?? key)
  const rule = RULES[name] ?? (typeof current === 'number' ? notNegative : undefined)
  const result = rule === undefined ? null : v.safeParse(rule, value)
  if (result !== null && !result.success) throw new ConfigError(`--set ${key}=${text}: ${result.issues[0]?.message}`)
  return value
}

function convert(current: unknown, text: string, key: string): unknown {
  if (typeof current === 'string') return text
  if (typeof current === 'boolean') {
    if (text === 'true' || text === 'false') return text === 'true'
    throw new ConfigError(`--set ${key}=${text}: must be true or false`)
  }
  if (typeof current === 'number') {
    const value = Number(text)
    if (text !== '' && Number.isFinite(value)) return value
    throw new ConfigError(`--set ${key}=${text}: must be a number`)
  }
  if (Array.isArray(current)) {
    const sample: unknown = current[0]
    return text.split(',').map((part) => convert(sample, part.trim(), key))
  }
  throw new ConfigError(`--set ${key}: is a group; set one of ${keysOf(current, key).join(', ')}`)
}

function unknownKey(key: string): ConfigError {
  return new ConfigError(`--set ${key}: there is no such key. Keys: ${configKeys().join(', ')}`)
}

/** Every key `--set` knows, sorted. */
export function configKeys(config: AppConfig = DEFAULT_CONFIG): readonly string[] {
  return keysOf(config, '').sort()
}

function keysOf(node: unknown, prefix: string): string[] {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return [prefix]
  if (prefix.endsWith('symbolRisk')) return [`${prefix}.<SYMBOL>`]
  return Object.entries(node).flatMap(([name, child]) => keysOf(child, prefix === '' ? name : `${prefix}.${name}`))
}

function isTimeframe(text: string): boolean {
  try {
    return timeframeMs(text) % 60_000 === 0
  } catch {
    return false
  }
}
