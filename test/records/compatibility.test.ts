/** Evolution: the current schemas against every released one, and proof that the check can fail. */
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { compatibilityProblems } from '../../src/records/compatibility.ts'
import { SCHEMAS } from '../../src/records/generated.ts'
import { contractProblems, readReleased } from '../../src/records/released.ts'

const released = readReleased(fileURLToPath(new URL('../../schemas/released/', import.meta.url)))

describe('the contracts', () => {
  it('are FULL compatible with every version ever released', () => {
    expect(contractProblems(SCHEMAS, released)).toEqual([])
  })

  it.each(Object.keys(SCHEMAS))('%s has its released versions, numbered from 1 without a gap', (name) => {
    const versions = released.filter((each) => each.name === name).map(({ version }) => version)
    expect(versions).toEqual(Array.from({ length: Math.max(1, versions.length) }, (_, i) => i + 1))
  })

  it('must be released, must not disappear, and are held against each version', () => {
    const [first] = released
    if (first === undefined) throw new Error('nothing was released')
    expect(contractProblems({ ...SCHEMAS, 'new.topic': first.schema }, released)).toEqual([
      'new.topic: was never released: run node scripts/release-schemas.mjs',
    ])
    expect(contractProblems(SCHEMAS, [...released, { ...first, name: 'old.topic', version: 3 }])).toEqual([
      'old.topic v3: was released and is gone from schemas/: put it back',
    ])
    const { schema } = first
    const broken = contractProblems({ [first.name]: without('event_time', schema) }, [first, { ...first, version: 2 }])
    expect(broken.map((problem) => problem.slice(0, first.name.length + 4))).toEqual([
      `${first.name} v1:`,
      `${first.name} v2:`,
    ])
  })
})

type Field = { readonly name: string; readonly type: unknown; readonly default?: unknown; readonly doc?: string }

/** A released schema for the cases below. */
const BASE = schemaOf([
  { name: 'event_time', type: { type: 'long', logicalType: 'timestamp-millis' } },
  { name: 'side', type: enumOf(['BUY', 'SELL', 'UNKNOWN']) },
  { name: 'legs', type: { type: 'array', items: recordOf('Leg', [{ name: 'price', type: 'string' }]) } },
  { name: 'note', type: ['null', 'string'], default: null },
])

function recordOf(name: string, fields: readonly Field[]) {
  return { type: 'record', name, fields }
}
function schemaOf(fields: readonly Field[], name = 'Order') {
  return { ...recordOf(name, fields), namespace: 'ilf' }
}
function enumOf(symbols: readonly string[], fallback: string | null = 'UNKNOWN') {
  return { type: 'enum', name: 'Side', symbols, ...(fallback === null ? {} : { default: fallback }) }
}
const fieldsOf = (schema: object): readonly Field[] =>
  'fields' in schema && Array.isArray(schema.fields) ? schema.fields : []
function without(name: string, schema: object = BASE): object {
  return { ...schema, fields: fieldsOf(schema).filter((field) => field.name !== name) }
}
const withField = (field: Field): object => ({ ...BASE, fields: [...fieldsOf(BASE), field] })
const changed = (name: string, change: Partial<Field>): object => ({
  ...BASE,
  fields: fieldsOf(BASE).map((field) => (field.name === name ? { ...field, ...change } : field)),
})
const NO_DEFAULT = changed('side', { type: enumOf(['BUY', 'SELL', 'UNKNOWN'], null) })

describe('a change that keeps FULL compatibility', () => {
  it.each<[string, object]>([
    ['none', BASE],
    ['a field added with a default', withField({ name: 'tag', type: 'string', default: '' })],
    [
      'an optional record added',
      withField({ name: 'extra', type: ['null', recordOf('Extra', [{ name: 'a', type: 'int' }])], default: null }),
    ],
    [
      'an enum symbol added where there is a default',
      changed('side', { type: enumOf(['BUY', 'SELL', 'SHORT', 'UNKNOWN']) }),
    ],
    ['fields in another order', { ...BASE, fields: [...fieldsOf(BASE)].reverse() }],
    ['a doc changed', changed('note', { doc: 'more words' })],
    [
      'a field with a default added to an inner record',
      changed('legs', {
        type: {
          type: 'array',
          items: recordOf('Leg', [
            { name: 'price', type: 'string' },
            { name: 'size', type: 'string', default: '0' },
          ]),
        },
      }),
    ],
  ])('%s', (_, current) => {
    expect(compatibilityProblems(current, BASE)).toEqual([])
  })
})

describe('a change that breaks it', () => {
  it.each<[string, object, RegExp]>([
    ['a field removed', without('side'), /^side was removed or renamed: put it back/],
    ['an optional field removed, which Avro alone would allow', without('note'), /^note was removed or renamed/],
    ['a field added without a default', withField({ name: 'tag', type: 'string' }), /^tag was added without a default/],
    [
      'an inner field added without one',
      changed('legs', {
        type: {
          type: 'array',
          items: recordOf('Leg', [
            { name: 'price', type: 'string' },
            { name: 'size', type: 'string' },
          ]),
        },
      }),
      /^an item of legs\.size was added without a default/,
    ],
    [
      'an inner field removed',
      changed('legs', { type: { type: 'array', items: recordOf('Leg', []) } }),
      /^an item of legs\.price was removed/,
    ],
    [
      'a type changed',
      changed('note', { type: ['null', 'double'] }),
      /^note was a union of null, string and is now a union of null, double/,
    ],
    [
      'a type widened, which only one side can read',
      changed('event_time', { type: 'double' }),
      /^event_time was long \(timestamp-millis\) and is now double/,
    ],
    [
      'the meaning of a number changed',
      changed('event_time', { type: { type: 'long', logicalType: 'timestamp-micros' } }),
      /is now long \(timestamp-micros\)/,
    ],
    [
      'a field made optional',
      changed('legs', { type: ['null', { type: 'array', items: 'string' }], default: null }),
      /^legs was array and is now a union/,
    ],
    [
      'a field made required',
      changed('note', { type: 'string', default: '' }),
      /^note was a union of null, string and is now string/,
    ],
    [
      'the items of a list changed',
      changed('legs', { type: { type: 'array', items: 'string' } }),
      /^an item of legs was record ilf\.Leg and is now string/,
    ],
    [
      'a branch added to a union',
      changed('note', { type: ['null', 'string', 'int'], default: null }),
      /is now a union of null, string, int/,
    ],
    ['a default taken away', changed('note', { default: undefined }), /^note had the default null and now has/],
    [
      'a default changed',
      changed('note', { type: ['null', 'string'], default: '' }),
      /^note had the default null and now has the default ""/,
    ],
    ['an enum symbol removed', changed('side', { type: enumOf(['BUY', 'UNKNOWN']) }), /^side lost the symbol SELL/],
    ['an enum default taken away', NO_DEFAULT, /^side had the default UNKNOWN and now has no default/],
    [
      'an enum renamed',
      changed('side', { type: { ...enumOf(['BUY', 'SELL', 'UNKNOWN']), name: 'OrderSide' } }),
      /^side was enum ilf\.Side and is now enum ilf\.OrderSide/,
    ],
    [
      'the record renamed',
      { ...BASE, name: 'Command' },
      /^the record was record ilf\.Order and is now record ilf\.Command/,
    ],
    [
      'the namespace changed',
      { ...BASE, namespace: 'other' },
      /^the record was record ilf\.Order and is now record other\.Order/,
    ],
  ])('%s', (_, current, message) => {
    expect(compatibilityProblems(current, BASE)[0]).toMatch(message)
  })

  it('an enum symbol added where the released version has no default', () => {
    const current = changed('side', { type: enumOf(['BUY', 'SELL', 'SHORT', 'UNKNOWN'], null) })
    expect(compatibilityProblems(current, NO_DEFAULT)).toEqual([
      expect.stringMatching(/^side gained the symbol SHORT, but the released version has no default/),
    ])
  })

  it('several at once are all named', () => {
    const current = { ...BASE, fields: [{ name: 'tag', type: 'string' }] }
    expect(compatibilityProblems(current, BASE)).toHaveLength(5)
  })
})
