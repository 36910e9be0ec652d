/** Fits a JSON value to an Avro schema: fills in what may be left out, reads bytes, and names by path what is wrong. */
import avro from 'avsc'
import { bytesOf } from './json-bytes.ts'

/** The value to encode, or what is wrong with it, one text a fault. */
export type Completed =
  | { readonly value: object; readonly problems: readonly [] }
  | { readonly value: null; readonly problems: readonly string[] }

/**
 * Completes a record. What may be missing: fields with a default, fields that may be null, and enums, which then are
 * their schema's default symbol (UNKNOWN, which never means act). A field the schema does not know is a fault: it is
 * more likely a slip than an extra.
 */
export function completed(type: avro.Type, value: object): Completed {
  const problems: string[] = []
  const whole = fitted(type, value, [], problems)
  if (problems.length === 0) {
    type.isValid(whole, { errorHook: (path, found, expected) => problems.push(wrong(path, found, expected)) })
  }
  if (problems.length > 0 || typeof whole !== 'object' || whole === null) return { value: null, problems }
  return { value: whole, problems: [] }
}

type Path = readonly string[]

function fitted(type: avro.Type, value: unknown, path: Path, problems: string[]): unknown {
  if (type instanceof avro.types.RecordType) return record(type, value, path, problems)
  if (type instanceof avro.types.UnwrappedUnionType) {
    const branch = value === null ? undefined : type.types.find(({ typeName }) => typeName !== 'null')
    return branch === undefined ? value : fitted(branch, value, path, problems)
  }
  if (type instanceof avro.types.ArrayType && Array.isArray(value)) {
    return value.map((item: unknown, index) => fitted(type.itemsType, item, [...path, String(index)], problems))
  }
  if (type instanceof avro.types.BytesType && typeof value === 'string') return bytes(value, path, problems)
  if (typeof value === 'number' && !Number.isFinite(value))
    problems.push(`${path.join('.')}: is too large for a number`)
  return value
}

function record(type: avro.types.RecordType, value: unknown, path: Path, problems: string[]): unknown {
  // isValid names what is no object.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const names = type.fields.map(({ name }) => name)
  for (const name of Object.keys(value)) {
    if (!names.includes(name))
      problems.push(`${[...path, name].join('.')}: there is no such field; there are ${names.join(', ')}`)
  }
  const entries = type.fields.flatMap((field): [string, unknown][] => {
    const given: unknown = Object.hasOwn(value, field.name) ? Reflect.get(value, field.name) : undefined
    if (given !== undefined) return [[field.name, fitted(field.type, given, [...path, field.name], problems)]]
    const missing = whenMissing(field)
    if (missing === undefined)
      problems.push(`${[...path, field.name].join('.')}: is missing, and must be ${nameOf(field.type)}`)
    return [[field.name, missing]]
  })
  return Object.fromEntries(entries)
}

/** What a field is that was left out; undefined where it must not be. */
function whenMissing(field: avro.types.Field): unknown {
  const standard: unknown = field.defaultValue()
  if (standard !== undefined) return standard
  const { type } = field
  if (type instanceof avro.types.UnwrappedUnionType && type.types.some(({ typeName }) => typeName === 'null'))
    return null
  return type instanceof avro.types.EnumType ? Reflect.get(type, 'default') : undefined
}

function bytes(text: string, path: Path, problems: string[]): Buffer | string {
  const read = bytesOf(text, path.at(-1) ?? '')
  if (read === null) problems.push(`${path.join('.')}: is not base64`)
  return read ?? text
}

function wrong(path: Path, found: unknown, expected: avro.Type): string {
  const shown = JSON.stringify(found) ?? String(found)
  const short = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown
  return `${path.join('.') || 'value'}: ${short} is not ${nameOf(expected)}`
}

function nameOf(type: avro.Type): string {
  if (type instanceof avro.types.EnumType) return `one of ${type.symbols.join(', ')}`
  if (type instanceof avro.types.UnwrappedUnionType) return type.types.map(nameOf).join(' or ')
  return type.name === undefined ? type.typeName : `${type.typeName} ${type.name}`
}
