/** Settings of an earlier version, completed: what it had no key for stays as it was then, which is the default. */
import { type AppConfig, DEFAULT_CONFIG } from './config.ts'

/** The recorded settings, with the default of every key that they lack. */
export function completeConfig(recorded: object): AppConfig {
  return completed(DEFAULT_CONFIG, recorded) as AppConfig
}

function completed(standard: unknown, recorded: unknown): unknown {
  if (!isPlainObject(standard) || !isPlainObject(recorded)) return recorded === undefined ? standard : recorded
  const keys = new Set([...Object.keys(standard), ...Object.keys(recorded)])
  return Object.fromEntries([...keys].map((key) => [key, completed(standard[key], recorded[key])]))
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
