/** Numbers read from bytes are the same doubles as Number gives, and their decimals are those that matter. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteNumber } from '../../../src/connectors/recordings/byte-number.ts'

function read(text: string): { value: number; decimals: number } {
  const number = new ByteNumber()
  const bytes = Buffer.from(`,${text},`)
  const value = number.read(bytes, 1, bytes.length - 1)
  return { value, decimals: number.decimals }
}

test.each([
  ['50020.0', 50020, 0],
  ['0.0001', 0.0001, 4],
  ['0.010', 0.01, 2],
  ['100', 100, 0],
  ['5.', 5, 0],
  ['.5', 0.5, 1],
  ['1e-8', 1e-8, 8],
  ['1.50E-3', 0.0015, 4],
  ['12e3', 12000, 0],
  ['-0.9', -0.9, 1],
  ['+1.25', 1.25, 2],
  ['123456789012345678.5', 123456789012345680, 1],
  ['0.12345678901234567', Number('0.12345678901234567'), 17],
])('%s', (text, value, decimals) => {
  expect(read(text)).toEqual({ value, decimals })
})

test.each(['', '.', '-', 'NaN', 'Infinity', '1e999', '0x10', '1,5', ' 1', '1 ', '1.2.3', '1_000', 'e5', '٣'])(
  "'%s' is no number",
  (text) => {
    expect(read(text).value).toBeNaN()
  },
)

test('any decimal text gives the same double as Number', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(digits, fc.option(digits), (whole, fraction) => {
      const text = fraction === null ? whole : `${whole}.${fraction}`
      expect(read(text)).toEqual({ value: Number(text), decimals: (fraction ?? '').replace(/0+$/, '').length })
    }),
  )
})

test('any double written by JavaScript is read back exactly', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(read(String(value)).value === value).toBe(true)
    }),
  )
})
