/** Lines come out the same however the bytes are cut into chunks. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineSplitter } from '../../../src/connectors/recordings/line-splitter.ts'

function split(bytes: Buffer, cuts: readonly number[] = []): string[] {
  const lines: string[] = []
  const splitter = new LineSplitter('test.csv')
  const onLine = (chunk: Buffer, start: number, end: number, line: number): void => {
    lines.push(`${line}:${chunk.toString('utf8', start, end)}`)
  }
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  for (let at = 1; at < edges.length; at += 1) splitter.push(bytes.subarray(edges[at - 1], edges[at]), onLine)
  splitter.end(onLine)
  return lines
}

test('line feeds, carriage returns, a byte order mark and a missing last line end', () => {
  expect(split(Buffer.from('\ufeffa,b\r\n\nä\r\nlast'))).toEqual(['1:a,b', '2:', '3:ä', '4:last'])
  expect(split(Buffer.from(''))).toEqual([])
})

test('chunks do not matter', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'ü', ',', '\n', '\r\n'), maxLength: 40 })
  fc.assert(
    fc.property(text, fc.array(fc.nat(200), { maxLength: 6 }), (content, cuts) => {
      expect(split(Buffer.from(content), cuts)).toEqual(split(Buffer.from(content)))
    }),
  )
})

test('a line without end is refused before it fills the memory', () => {
  const splitter = new LineSplitter('endless.csv')
  splitter.push(Buffer.from('header\n'), () => {})
  const endless = () => splitter.push(Buffer.alloc(1_100_000, 'x'), () => {})
  expect(endless).toThrow('endless.csv: line 2 is longer than 1 MiB')
})
