/** The example in examples/ runs as its first lines say, on the built package. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const example = fileURLToPath(new URL('../../examples/spread.mjs', import.meta.url))

it('prints the widest spread of each of the 13 twins, widest first', () => {
  const lines = execFileSync(process.execPath, [example], { encoding: 'utf8' }).trim().split('\n')
  const ratios = lines.map((line) => Number(/^[A-Z]+USDT +(\d+\.\d{3}) %$/.exec(line)?.[1]))
  expect(lines).toHaveLength(13)
  expect(ratios.every((ratio) => ratio > 0 && ratio < 5)).toBe(true)
  expect(ratios).toEqual([...ratios].sort((a, b) => b - a))
})
