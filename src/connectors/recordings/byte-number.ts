/** Reads decimal numbers from bytes, and how many decimals they need, without making strings of them. */

/** 10^0 to 10^22: the powers of ten a double holds exactly. */
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
/** A mantissa of so many digits is exact in a double, so one division gives the correctly rounded number. */
const EXACT_DIGITS = 15
const NUMBER = /^[+-]?(?:\d+\.?(\d*)|\.(\d+))(?:e([+-]?\d+))?$/i
const ZERO = 48
const POINT = 46

/** A reader that keeps the decimals of the last number beside it: two results without an allocation each. */
export class ByteNumber {
  /** Decimals the number read last needs: trailing zeros do not count (`50020.0` has none). */
  decimals = 0

  /**
   * The number in `bytes` from `start` to `end` (exclusive), the same double as `Number(text)`.
   * NaN where it is no finite decimal number: empty, hexadecimal, `NaN`, `Infinity`, 1e999, with blanks.
   */
  read(bytes: Buffer, start: number, end: number): number {
    let mantissa = 0
    let point = end
    let lastNonZero = start
    for (let index = start; index < end; index += 1) {
      const byte = bytes[index] ?? 0
      const digit = byte - ZERO
      if (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit
        if (digit !== 0) lastNonZero = index
      } else if (byte === POINT && point === end) {
        point = index
      } else {
        return this.#readSlowly(bytes, start, end)
      }
    }
    const digits = point === end ? end - start : end - start - 1
    if (digits === 0 || digits > EXACT_DIGITS) return this.#readSlowly(bytes, start, end)
    this.decimals = Math.max(0, lastNonZero - point)
    return point === end ? mantissa : mantissa / (POWERS_OF_TEN[end - 1 - point] ?? Number.NaN)
  }

  /** Signs, exponents and long mantissas. */
  #readSlowly(bytes: Buffer, start: number, end: number): number {
    const text = bytes.toString('latin1', start, end)
    const match = NUMBER.exec(text)
    const value = match === null ? Number.NaN : Number(text)
    if (match === null || !Number.isFinite(value)) return Number.NaN
    const fraction = (match[1] ?? match[2] ?? '').replace(/0+$/, '')
    this.decimals = Math.max(0, fraction.length - Number(match[3] ?? 0))
    return value
  }
}
