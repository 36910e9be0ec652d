/** The reader of metrics, which the other tests trust: what it takes, and that it refuses what Prometheus would. */
import { describe, expect, it } from 'vitest'
import { parseMetrics } from './parse-metrics.ts'

const COUNTER = '# HELP ilf_a_total Things that happened.\n# TYPE ilf_a_total counter\n'
const HISTOGRAM = '# HELP ilf_h_seconds Time it took.\n# TYPE ilf_h_seconds histogram\n'

describe('parseMetrics', () => {
  it('reads names, labels with escapes, and values', () => {
    const parsed = parseMetrics(`${COUNTER}ilf_a_total{b="x, \\"y\\"",a="1"} 2.5e+3\nilf_a_total{a="2",b="z"} 1\n`)
    expect(parsed.value('ilf_a_total', { a: '1', b: 'x, \\"y\\"' })).toBe(2_500)
    expect(parsed.sum('ilf_a_total')).toBe(2_501)
    expect(parsed.sum('ilf_a_total', { a: '2' })).toBe(1)
    expect(() => parsed.value('ilf_a_total')).toThrow('no series')
  })

  it.each([
    ['a line that is no sample', `${COUNTER}ilf_a_total one\n`, 'no value'],
    ['a label without quotes', `${COUNTER}ilf_a_total{a=1} 1\n`, 'not labels'],
    ['a quote within a label', `${COUNTER}ilf_a_total{a="1"2"} 1\n`, 'not labels'],
    ['a label twice', `${COUNTER}ilf_a_total{a="1",a="2"} 1\n`, 'a label twice'],
    ['a series twice', `${COUNTER}ilf_a_total{a="1",b="2"} 1\nilf_a_total{b="2",a="1"} 1\n`, 'told twice'],
    ['a series nobody declared', `${COUNTER}ilf_b_total 1\n`, 'not declared'],
    ['a counter without _total', '# HELP ilf_a Things.\n# TYPE ilf_a counter\n', 'end in _total'],
    ['a gauge with _total', '# HELP ilf_a_total Things.\n# TYPE ilf_a_total gauge\n', 'end in _total'],
    ['no help', '# TYPE ilf_a_total counter\n', 'no help'],
    ['a last line without end', `${COUNTER}ilf_a_total 1`, 'no end'],
    [
      'buckets that shrink',
      `${HISTOGRAM}ilf_h_seconds_bucket{le="1"} 2\nilf_h_seconds_bucket{le="+Inf"} 1\nilf_h_seconds_sum 1\nilf_h_seconds_count 1\n`,
      'a bucket shrinks',
    ],
    [
      'a count that is another',
      `${HISTOGRAM}ilf_h_seconds_bucket{le="+Inf"} 1\nilf_h_seconds_sum 1\nilf_h_seconds_count 2\n`,
      'not the count',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseMetrics(text)).toThrow(message)
  })
})
