/** Whether two versions of a schema are FULL compatible: data of either can be read with the other, and means the same. */
import { type AvroField, type AvroType, avroType } from './avro-schema.ts'
import { parseType } from './codec.ts'

/**
 * What is wrong with the current version of a schema, seen from a released one; nothing when it is compatible. Stricter
 * than Avro, which resolves what it can: fields and symbols are only added, never removed, and no default changes,
 * because old records would then mean something else (DESIGN, 2). Avro's own resolution, both ways, has the last word.
 *
 * @returns one sentence per problem, with the path of the field and what to do
 */
export function compatibilityProblems(current: object, released: object): readonly string[] {
  const problems = [...typeProblems(avroType(current), avroType(released), 'the record')]
  return problems.length > 0 ? problems : resolutionProblems(current, released)
}

function* typeProblems(current: AvroType, released: AvroType, path: string): Iterable<string> {
  const [now, before] = [nameOf(current), nameOf(released)]
  if (now !== before) {
    yield `${path} was ${before} and is now ${now}: add a field of the new type beside the old one`
    return
  }
  if (current.kind === 'record' && released.kind === 'record') {
    yield* recordProblems(current.fields, released.fields, path)
  } else if (current.kind === 'enum' && released.kind === 'enum') {
    yield* enumProblems(current, released, path)
  } else if (current.kind === 'array' && released.kind === 'array') {
    yield* typeProblems(current.items, released.items, `an item of ${path}`)
  } else if (current.kind === 'map' && released.kind === 'map') {
    yield* typeProblems(current.values, released.values, `a value of ${path}`)
  } else if (current.kind === 'union' && released.kind === 'union') {
    // The names are equal, so the branches are the same ones in the same order.
    for (const [i, branch] of current.branches.entries()) {
      const other = released.branches[i]
      if (other !== undefined) yield* typeProblems(branch, other, path)
    }
  }
}

function* recordProblems(
  current: readonly AvroField[],
  released: readonly AvroField[],
  path: string,
): Iterable<string> {
  for (const before of released) {
    const now = current.find(({ name }) => name === before.name)
    const place = path === 'the record' ? before.name : `${path}.${before.name}`
    if (now === undefined) {
      yield `${place} was removed or renamed: put it back; fields are only added`
      continue
    }
    yield* typeProblems(now.type, before.type, place)
    if (now.default !== before.default) {
      yield `${place} had ${said(before.default)} and now has ${said(now.default)}: leave it as it was released`
    }
  }
  for (const { name, default: value } of current) {
    if (value !== null || released.some((before) => before.name === name)) continue
    const place = path === 'the record' ? name : `${path}.${name}`
    yield `${place} was added without a default: older records do not have it, so give it one`
  }
}

function* enumProblems(
  current: AvroType & { readonly kind: 'enum' },
  released: AvroType & { readonly kind: 'enum' },
  path: string,
): Iterable<string> {
  const removed = released.symbols.filter((symbol) => !current.symbols.includes(symbol))
  if (removed.length > 0) yield `${path} lost the symbol ${removed.join(', ')}: put it back; symbols are only added`
  const added = current.symbols.filter((symbol) => !released.symbols.includes(symbol))
  if (added.length > 0 && released.default === null) {
    yield `${path} gained the symbol ${added.join(', ')}, but the released version has no default for symbols it does not know`
  }
  if (current.default !== released.default) {
    yield `${path} had ${said(released.default)} and now has ${said(current.default)}: leave it as it was released`
  }
}

function said(value: string | null): string {
  return value === null ? 'no default' : `the default ${value}`
}

/** Structure of a type as far as it must be equal in both versions. */
function nameOf(type: AvroType): string {
  switch (type.kind) {
    case 'primitive':
      return type.logicalType === null ? type.name : `${type.name} (${type.logicalType})`
    case 'record':
    case 'enum':
      return `${type.kind} ${type.name}`
    case 'array':
    case 'map':
      return type.kind
    case 'union':
      return `a union of ${type.branches.map(nameOf).join(', ')}`
  }
}

function resolutionProblems(current: object, released: object): readonly string[] {
  const [now, before] = [parseType(current), parseType(released)]
  const attempts = [
    ['the current version cannot read what the released one writes', () => now.createResolver(before)],
    ['the released version cannot read what the current one writes', () => before.createResolver(now)],
  ] as const
  return attempts.flatMap(([claim, resolve]) => {
    try {
      resolve()
      return []
    } catch (error) {
      return [`${claim}: ${error instanceof Error ? error.message : String(error)}`]
    }
  })
}
