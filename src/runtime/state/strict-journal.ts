/** The journal of tests: every value that is written is frozen, and must come back from JSON as it went in. */
import { isDeepStrictEqual } from 'node:util'
import { StreamError } from '../errors.ts'
import { type Entry, Journal, type Undoable } from './journal.ts'

export class StrictJournal extends Journal {
  override note(owner: Undoable, entry: Entry<unknown>, previous: unknown, next: unknown): void {
    if (next !== undefined) check(entry.key, next)
    super.note(owner, entry, previous, next)
  }
}

function check(key: string, value: unknown): void {
  const restored: unknown = JSON.parse(JSON.stringify(value))
  if (!isDeepStrictEqual(plain(value), restored)) {
    throw new StreamError(
      'NOT_JSON',
      'halt',
      `the value of key "${key}" would not survive a restart: JSON makes ${JSON.stringify(value)} of it`,
    )
  }
  freeze(value)
}

/** What counts are the members: a decoded record has a class of its own, and an undefined member is as good as none. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  // JSON makes {} of both; left as they are, they differ from it.
  if (value instanceof Map || value instanceof Set) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, plain(member)]])),
  )
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const member of Object.values(value)) freeze(member)
}
