/** An Avro schema as a tree: references resolved, shorthands spelt out, so that two versions can be walked side by side. */

/** A named or anonymous type. `name` is the full name, with namespace. */
export type AvroType =
  | { readonly kind: 'primitive'; readonly name: string; readonly logicalType: string | null }
  | { readonly kind: 'array'; readonly items: AvroType }
  | { readonly kind: 'map'; readonly values: AvroType }
  | { readonly kind: 'union'; readonly branches: readonly AvroType[] }
  | AvroEnum
  | AvroRecord

export interface AvroEnum {
  readonly kind: 'enum'
  readonly name: string
  readonly doc: string | null
  readonly symbols: readonly string[]
  /** What a reader makes of a symbol it does not know; null where it would fail. */
  readonly default: string | null
}

export interface AvroRecord {
  readonly kind: 'record'
  readonly name: string
  readonly doc: string | null
  readonly fields: readonly AvroField[]
}

export interface AvroField {
  readonly name: string
  readonly doc: string | null
  readonly type: AvroType
  /** The default as JSON text, null where there is none. */
  readonly default: string | null
}

const PRIMITIVES = new Set(['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'])

/** Reads a parsed `.avsc`. Throws a TypeError, naming the place, on what is no schema or uses what the project does not. */
export function avroType(schema: unknown): AvroType {
  return new Reader().read(schema, '', 'schema')
}

class Reader {
  private readonly named = new Map<string, AvroType>()

  read(schema: unknown, namespace: string, path: string): AvroType {
    if (typeof schema === 'string') return this.reference(schema, namespace, path)
    if (Array.isArray(schema)) {
      return { kind: 'union', branches: schema.map((branch, i) => this.read(branch, namespace, `${path}[${i}]`)) }
    }
    const node = objectAt(schema, path)
    switch (node.type) {
      case 'record':
        return this.record(node, namespace, path)
      case 'enum':
        return this.enumeration(node, namespace, path)
      case 'array':
        return { kind: 'array', items: this.read(node.items, namespace, `${path}.items`) }
      case 'map':
        return { kind: 'map', values: this.read(node.values, namespace, `${path}.values`) }
      default: {
        const type = this.read(node.type, namespace, path)
        return type.kind === 'primitive' ? { ...type, logicalType: textOr(node.logicalType, null) } : type
      }
    }
  }

  private reference(name: string, namespace: string, path: string): AvroType {
    if (PRIMITIVES.has(name)) return { kind: 'primitive', name, logicalType: null }
    const known = this.named.get(fullName(name, namespace))
    if (known === undefined) throw new TypeError(`${path}: the type "${name}" is used before it is declared`)
    return known
  }

  private record(node: Node, outer: string, path: string): AvroType {
    const namespace = textOr(node.namespace, outer)
    const name = fullName(textAt(node.name, `${path}.name`), namespace)
    const fields = listAt(node.fields, `${path}.fields`).map((entry, i): AvroField => {
      const field = objectAt(entry, `${path}.fields[${i}]`)
      const fieldName = textAt(field.name, `${path}.fields[${i}].name`)
      return {
        name: fieldName,
        doc: textOr(field.doc, null),
        type: this.read(field.type, namespace, `${path}.${fieldName}`),
        default: 'default' in field ? JSON.stringify(field.default) : null,
      }
    })
    return this.declare({ kind: 'record', name, doc: textOr(node.doc, null), fields })
  }

  private enumeration(node: Node, outer: string, path: string): AvroType {
    const name = fullName(textAt(node.name, `${path}.name`), textOr(node.namespace, outer))
    const symbols = listAt(node.symbols, `${path}.symbols`).map((symbol, i) => textAt(symbol, `${path}.symbols[${i}]`))
    return this.declare({
      kind: 'enum',
      name,
      doc: textOr(node.doc, null),
      symbols,
      default: textOr(node.default, null),
    })
  }

  private declare<T extends AvroEnum | AvroRecord>(type: T): T {
    this.named.set(type.name, type)
    return type
  }
}

type Node = Readonly<Record<string, unknown>>

function fullName(name: string, namespace: string): string {
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`
}

function objectAt(value: unknown, path: string): Node {
  if (typeof value === 'object' && value !== null) return { ...value }
  throw new TypeError(`${path}: ${JSON.stringify(value)} is no Avro type`)
}

function listAt(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new TypeError(`${path}: a list is missing`)
}

function textAt(value: unknown, path: string): string {
  if (typeof value === 'string') return value
  throw new TypeError(`${path}: a text is missing`)
}

function textOr<T>(value: unknown, otherwise: T): string | T {
  return typeof value === 'string' ? value : otherwise
}
