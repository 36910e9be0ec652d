/** The value of `--speed`. */
import { InvalidArgumentError } from 'commander'
import { MIN_SPEED } from './pace.ts'

export function speedOf(text: string): 'max' | number {
  if (text === 'max') return text
  const speed = Number(text)
  if (text.trim() !== '' && Number.isFinite(speed) && speed >= MIN_SPEED) return speed
  throw new InvalidArgumentError(`It is max, or a number from ${MIN_SPEED} up; 1 is real time.`)
}
