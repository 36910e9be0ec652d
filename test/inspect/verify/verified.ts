/** What the tests of `verify` share: a run to change, and short ways to say what fails. */
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openReader } from '../../../src/app.ts'
import { type Verification, verify } from '../../../src/inspect/verify/verify.ts'
import type { TopicReader } from '../../../src/runtime/embedded/topic-reader.ts'
import { playFalling, temporaryFolder } from '../slice.ts'

/** Plays the falling afternoon once for the calling file; the function gives its reader, within tests. */
export function fallingRun(): () => TopicReader {
  const folder = join(temporaryFolder(), 'falling')
  let reader: TopicReader | undefined
  const played = (): TopicReader => {
    if (reader === undefined) throw new Error('the run has not been played yet')
    return reader
  }
  beforeAll(async () => {
    await playFalling(folder)
    reader = openReader(folder)
  }, 60_000)
  afterAll(() => played().storage.close())
  return played
}

export function verified(source: TopicReader): Verification {
  const found = verify(source)
  if (found === null) throw new Error('nothing to verify')
  return found
}

/** Names of the checks that fail. */
export function failing(source: TopicReader): readonly string[] {
  return verified(source)
    .checks.filter(({ passed }) => !passed)
    .map(({ name }) => name)
}

/** Problems a check lists. */
export function problems(source: TopicReader, name: string): readonly string[] {
  return (
    verified(source)
      .checks.find((check) => check.name === name)
      ?.findings.map(({ problem }) => problem) ?? []
  )
}

/** Changes the first record that is meant, and no other. */
export function onlyFirst<V>(
  change: (value: V) => readonly NoInfer<V>[],
  isMeant: (value: NoInfer<V>) => boolean = () => true,
) {
  let isDone = false
  return (value: V): readonly V[] => {
    if (isDone || !isMeant(value)) return [value]
    isDone = true
    return change(value)
  }
}
