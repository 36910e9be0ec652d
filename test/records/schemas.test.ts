/** What holds for every contract: documented, in one namespace, with a key, a time, and a way out for unknown symbols. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type AvroType, avroType } from '../../src/records/avro-schema.ts'
import { SCHEMAS } from '../../src/records/generated.ts'
import { topics } from '../../src/topics.ts'

/** Records that belong to no symbol, and what they belong to instead. */
const KEYED_OTHERWISE: Readonly<Record<string, string>> = {
  'account.state': 'account',
  'control.command': 'account',
  'dead.letter': 'topic',
  'sizing.policy': 'state',
  'task.order': 'task',
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The type and all types within it. */
function within(type: AvroType): readonly AvroType[] {
  switch (type.kind) {
    case 'primitive':
    case 'enum':
      return [type]
    case 'array':
      return [type, ...within(type.items)]
    case 'map':
      return [type, ...within(type.values)]
    case 'union':
      return [type, ...type.branches.flatMap(within)]
    case 'record':
      return [type, ...type.fields.flatMap((field) => within(field.type))]
  }
}

describe.each(Object.entries(SCHEMAS))('%s', (name, schema) => {
  const top = avroType(schema)
  const types = within(top)
  const records = types.flatMap((type) => (type.kind === 'record' ? [type] : []))
  const enums = types.flatMap((type) => (type.kind === 'enum' ? [type] : []))

  it('documents every record, enum and field', () => {
    const silent = [...records, ...enums].flatMap((type) => (type.doc ? [] : [type.name]))
    const fields = records.flatMap((record) =>
      record.fields.flatMap((field) => (field.doc ? [] : [`${record.name}.${field.name}`])),
    )
    expect([...silent, ...fields]).toEqual([])
  })

  it('names every type in the namespace ilf', () => {
    expect([...records, ...enums].filter((type) => !/^ilf\.[A-Z][A-Za-z]*$/.test(type.name))).toEqual([])
  })

  it('reads a symbol that an enum does not know as UNKNOWN', () => {
    expect(
      enums.filter((type) => type.default !== 'UNKNOWN' || !type.symbols.includes('UNKNOWN')).map((type) => type.name),
    ).toEqual([])
  })

  it('says whom it is about and when, without an alternative', () => {
    const typeOf = (field: string) =>
      top.kind === 'record' ? top.fields.find((each) => each.name === field)?.type : undefined
    expect(typeOf('event_time')).toEqual({ kind: 'primitive', name: 'long', logicalType: 'timestamp-millis' })
    const subject = KEYED_OTHERWISE[name] ?? (name === 'account.event' ? 'account' : 'symbol')
    expect(typeOf(subject)).toMatchObject({ kind: 'primitive', name: 'string' })
  })

  it('gives every default to a value that may be missing, and null to every union with null', () => {
    const unions = records.flatMap((record) => record.fields.filter((field) => field.type.kind === 'union'))
    expect(unions.filter((field) => field.default !== 'null').map((field) => field.name)).toEqual([])
  })
})

describe('the schema files', () => {
  it('are those the types were generated from', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/generate-records.mjs', '--check'], {
      cwd: root,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })

  it('are one per record', () => {
    const files = readdirSync(`${root}schemas`).flatMap((file) =>
      file.endsWith('.avsc') ? [file.replace(/\.avsc$/, '')] : [],
    )
    expect(files.sort()).toEqual(Object.keys(SCHEMAS).sort())
  })

  it('hold one for every topic', () => {
    const missing = Object.values(topics).filter(({ name }) => !(name in SCHEMAS))
    expect(missing).toEqual([])
  })
})

describe('avroType', () => {
  it.each<[string, unknown, RegExp]>([
    [
      'a type used before it is declared',
      { type: 'record', name: 'A', fields: [{ name: 'b', type: 'B' }] },
      /schema\.b: the type "B" is used before/,
    ],
    ['a number', 7, /schema: 7 is no Avro type/],
    ['a record without fields', { type: 'record', name: 'A' }, /schema\.fields: a list is missing/],
    ['an enum without a name', { type: 'enum', symbols: ['A'] }, /schema\.name: a text is missing/],
  ])('refuses %s, and says where', (_, schema, message) => {
    expect(() => avroType(schema)).toThrow(message)
  })

  it('resolves a reference to the type it names', () => {
    const side = { type: 'enum', name: 'Side', symbols: ['A'] }
    const fields = [
      { name: 'a', type: side },
      { name: 'b', type: ['null', 'Side'], default: null },
      { name: 'c', type: 'ilf.Side' },
    ]
    const type = avroType({ type: 'record', name: 'R', namespace: 'ilf', fields })
    const types = within(type).filter((each) => each.kind === 'enum')
    expect(types.map((each) => each.name)).toEqual(['ilf.Side', 'ilf.Side', 'ilf.Side'])
  })
})
