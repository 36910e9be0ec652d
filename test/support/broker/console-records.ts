/** Reads a topic with Kafka's own console consumer: the oracle for every other reader. */
import { kafkaTool } from './kafka-tool.ts'
import { byPlace, type TopicRecord } from './topic-record.ts'

/** Prints bytes that are no printable ASCII, and the backslash, as \xNN: what is printed can be read back exactly. */
const BYTES = 'org.apache.kafka.common.serialization.BytesDeserializer'
/** Neither occurs in printed bytes. */
const FIELD_SEPARATOR = '\t'
const HEADER_SEPARATOR = '\u0001'
/** Printed for null; the tool prints these bytes alike when they are there, so they are ones that no test writes. */
const NULL = 'no-bytes-f81d4fae'

const PROPERTIES = {
  'print.timestamp': 'true',
  'print.partition': 'true',
  'print.offset': 'true',
  'print.headers': 'true',
  'print.key': 'true',
  'key.separator': FIELD_SEPARATOR,
  'headers.separator': HEADER_SEPARATOR,
  'null.literal': NULL,
  'key.deserializer': BYTES,
  'value.deserializer': BYTES,
  'headers.deserializer': BYTES,
}

export interface ConsoleReading {
  /** The tool ends when nothing has come for this long, its own connecting included. */
  readonly idleMs?: number
  readonly isolation?: 'read_committed' | 'read_uncommitted'
}

/** The records of a topic, by partition and offset. It takes the idle time and a second or two more. */
export async function consoleRecords(
  brokers: readonly string[],
  topic: string,
  { idleMs = 5_000, isolation = 'read_committed' }: ConsoleReading = {},
): Promise<readonly TopicRecord[]> {
  const where = ['--bootstrap-server', brokers.join(','), '--topic', topic, '--from-beginning']
  const until = ['--isolation-level', isolation, '--timeout-ms', String(idleMs)]
  const format = Object.entries(PROPERTIES).flatMap(([name, value]) => ['--property', `${name}=${value}`])
  const { stdout } = await kafkaTool('ConsoleConsumer', [...where, ...until, ...format])
  const lines = stdout.split('\n').filter((line) => line !== '')
  return lines.map(parseLine).sort(byPlace)
}

function parseLine(line: string): TopicRecord {
  const [timestamp, partition, offset, headers, key, value] = line.split(FIELD_SEPARATOR)
  if (key === undefined || value === undefined) throw new Error(`the console consumer printed ${line}`)
  return {
    partition: numberAfter('Partition:', partition),
    offset: numberAfter('Offset:', offset),
    timestamp: numberAfter('CreateTime:', timestamp),
    key: parseBytes(key),
    value: parseBytes(value),
    headers: parseHeaders(headers ?? ''),
  }
}

function numberAfter(label: string, field = ''): number {
  if (!field.startsWith(label)) throw new Error(`the console consumer printed ${field} instead of ${label}`)
  return Number(field.slice(label.length))
}

function parseHeaders(field: string): Record<string, string> {
  if (field === 'NO_HEADERS') return {}
  return Object.fromEntries(
    field.split(HEADER_SEPARATOR).map((header) => {
      const colon = header.indexOf(':')
      return [header.slice(0, colon), parseBytes(header.slice(colon + 1))?.toString() ?? '']
    }),
  )
}

function parseBytes(printed: string): Buffer | null {
  if (printed === NULL) return null
  const text = printed.replace(/\\x([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(text, 'latin1')
}
