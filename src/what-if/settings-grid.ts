/** The grid of a what-if: every combination of the values that each `--set key=values` names. */
import { ConfigError } from '../config/overrides.ts'
import { decimal, text } from '../domain/decimal.ts'

/** One combination: `key=value` texts, in the order they were given. Empty: the settings as they were recorded. */
export type Cell = readonly string[]

/** More cells than anybody reads, and hours of work. */
export const MAX_CELLS = 1_000

const RANGE = /^(?<from>-?\d+(?:\.\d+)?)\.\.(?<to>-?\d+(?:\.\d+)?)\/(?<step>\d+(?:\.\d+)?)$/

/**
 * The cells of a grid, the last key varying fastest. Values of a key are a range with its step, `0.60..0.80/0.05` (both
 * ends included, exact decimals), alternatives, `5m|15m`, or one value. Throws a ConfigError that names the text.
 */
export function gridCells(sets: readonly string[]): readonly Cell[] {
  const axes = sets.map(axisOf)
  const keys = axes.map(({ key }) => key)
  const twice = keys.find((key, i) => keys.indexOf(key) !== i)
  if (twice !== undefined) throw new ConfigError(`--set ${twice} is given twice: put its values in one, ${twice}=a|b`)
  const size = axes.reduce((product, { values }) => product * values.length, 1)
  if (size > MAX_CELLS) {
    const sizes = axes.map(({ key, values }) => `${key} ${values.length}`).join(' × ')
    throw new ConfigError(`${size} cells (${sizes}) are more than ${MAX_CELLS}: take wider steps or fewer keys`)
  }
  return axes.reduce<readonly Cell[]>(
    (cells, { key, values }) => cells.flatMap((cell) => values.map((value) => [...cell, `${key}=${value}`])),
    [[]],
  )
}

function axisOf(set: string): { readonly key: string; readonly values: readonly string[] } {
  const at = set.indexOf('=')
  if (at < 1) throw new ConfigError(`--set ${set}: write key=values, for example --set gate.threshold=0.6..0.8/0.05`)
  const key = set.slice(0, at).trim()
  const values = set
    .slice(at + 1)
    .split('|')
    .flatMap((part) => valuesOf(part.trim(), set))
  const twice = values.find((value, i) => values.indexOf(value) !== i)
  if (twice !== undefined) throw new ConfigError(`--set ${set}: ${twice} is named twice`)
  return { key, values }
}

function valuesOf(part: string, set: string): readonly string[] {
  if (part === '') throw new ConfigError(`--set ${set}: a value is empty`)
  const range = RANGE.exec(part)?.groups
  if (range === undefined) {
    if (!part.includes('..')) return [part]
    throw new ConfigError(`--set ${set}: a range is from..to/step, for example 0.6..0.8/0.05`)
  }
  const [from, to, step] = [decimal(range.from!), decimal(range.to!), decimal(range.step!)]
  if (step.isZero() || from.gt(to)) throw new ConfigError(`--set ${set}: a range goes up, by a step above 0`)
  const count = to.minus(from).div(step).floor().toNumber() + 1
  if (count > MAX_CELLS)
    throw new ConfigError(`--set ${set}: ${count} values are more than ${MAX_CELLS}: take a wider step`)
  return Array.from({ length: count }, (_, i) => text(from.plus(step.times(i))))
}
