/** Bad lines as records of the dead-letter topic. */
import { basename } from 'node:path'
import type { DeadLetter } from '../../records/generated.ts'
import type { SourceRecord } from '../source-record.ts'
import type { Problem } from './problem.ts'
import { sourceName } from './source-name.ts'

/** No partition: the line came from a file. */
const FILE_PARTITION = -1

/**
 * The dead letter of a bad line: topic and key the file's name, offset the line number, value the line's bytes.
 *
 * @param eventTime where it is put among the records, Unix ms: the line itself may have no readable time
 */
export function deadLetter(problem: Problem, eventTime: number): SourceRecord {
  const name = basename(problem.file)
  const value: DeadLetter = {
    topic: name,
    event_time: eventTime,
    partition: FILE_PARTITION,
    offset: problem.line,
    value: Buffer.from(problem.text, 'utf8'),
    error_code: problem.code,
    error: `${name}, line ${problem.line}: ${problem.message}`,
  }
  return { topic: 'dead.letter', key: name, timestamp: eventTime, value, source: sourceName(problem.file) }
}
