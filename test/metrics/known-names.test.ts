/** The names that become labels, against what the source can say: a new one that nobody listed would be counted as `other`. */
import { describe, expect, it } from 'vitest'
import { DEAD_LETTER_CODES, ERROR_CODES, PLAN_REASONS } from '../../src/metrics/known-names.ts'
import { sourceFiles } from '../architecture/source-file.ts'

const files = sourceFiles()

/** What a pattern's first group finds in the files below some paths. */
function found(paths: readonly string[], pattern: RegExp): ReadonlySet<string> {
  const texts = files.filter(({ path }) => paths.some((at) => path.startsWith(at))).map(({ text }) => text)
  return new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name)))
}

describe('the known names', () => {
  it('hold every reason that exit-brain and execution can give', () => {
    const DOMAIN = ['domain/plan/', 'domain/execution/']
    const reasons = new Set([
      ...found(DOMAIN, /\brefused?\('([A-Z_]+)'/g),
      ...found(DOMAIN, /\brefuse\('(?:REFUSED|SKIPPED_\w+)', '([A-Z_]+)'/g),
      ...found(DOMAIN, /\bskip\('\w+', '([A-Z_]+)'/g),
      ...found(DOMAIN, /finalDecision\(\w+, '\w+', '([A-Z_]+)'/g),
      ...found(DOMAIN, /\breason: '([A-Z_]+)'/g),
    ])
    for (const outcome of ['REFUSED', 'SKIPPED_STALE', 'SKIPPED_DRAIN']) reasons.delete(outcome)
    expect(reasons.size).toBeGreaterThan(25)
    expect([...reasons].filter((reason) => !PLAN_REASONS.has(reason))).toEqual([])
    const prefixes = found(DOMAIN, /(?:refuse\((?:'REFUSED', )?|reason: )`([A-Z]+_)\$\{/g)
    expect([...prefixes].sort()).toEqual(['ACCOUNT_', 'ENTRY_', 'INSTRUMENT_'])
  })

  it('hold every code of an unreadable value, and those that are given in the code itself', () => {
    const codes = new Set([
      ...found(['records/', 'runtime/'], /UnreadableValue\(\s*'([A-Z_]+)'/g),
      ...found([''], /error_code: '([A-Z_]+)'/g),
      ...found(['runtime/'], /: '([A-Z]+_FAILED)',$/gm),
    ])
    expect(codes.size).toBeGreaterThan(8)
    expect([...codes].filter((code) => !DEAD_LETTER_CODES.has(code))).toEqual([])
  })

  it('hold every code of an error that a process on Kafka can report', () => {
    const RUNNING = ['runtime/kafka/', 'runtime/state/', 'runtime/task.ts', 'runtime/rounds.ts', 'kafka-app/gateway/']
    const codes = found(RUNNING, /StreamError\(\s*'([A-Z_]+)'/g)
    const rebuilding = found(['runtime/kafka/rebuild/'], /StreamError\(\s*'([A-Z_]+)'/g)
    expect(codes.size).toBeGreaterThan(20)
    expect([...codes].filter((code) => !ERROR_CODES.has(code) && !rebuilding.has(code))).toEqual([])
  })
})
