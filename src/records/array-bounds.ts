/** Guards array counts in an Avro body: avsc believes them, so one corrupt byte could make it build a list of billions. */
import avro from 'avsc'

const guarded = new WeakMap<avro.Type, boolean>()

/**
 * Throws a RangeError where an array of the body at `offset` claims more items than there are bytes left. Costs nothing
 * for types without arrays, which are all those of high rate.
 */
export function checkArrays(type: avro.Type, buffer: Buffer, offset: number): void {
  let hasArrays = guarded.get(type)
  if (hasArrays === undefined) {
    hasArrays = JSON.stringify(type.schema()).includes('"array"')
    guarded.set(type, hasArrays)
  }
  if (hasArrays) new Skipper(buffer, offset).skip(type)
}

class Skipper {
  private readonly buffer: Buffer
  private position: number

  constructor(buffer: Buffer, position: number) {
    this.buffer = buffer
    this.position = position
  }

  skip(type: avro.Type): void {
    if (type instanceof avro.types.RecordType) {
      for (const field of type.fields) this.skip(field.type)
    } else if (type instanceof avro.types.ArrayType) {
      this.items(type.itemsType)
    } else if (type instanceof avro.types.UnwrappedUnionType || type instanceof avro.types.WrappedUnionType) {
      const branch = type.types[this.varint()]
      if (branch === undefined) throw new RangeError('a union names a branch that it does not have')
      this.skip(branch)
    } else {
      this.primitive(type.typeName)
    }
  }

  private items(type: avro.Type): void {
    for (let count = this.varint(); count !== 0; count = this.varint()) {
      if (count < 0) {
        count = -count
        this.varint()
      }
      const left = this.buffer.length - this.position
      if (count > left) throw new RangeError(`an array claims ${count} items in ${left} bytes`)
      for (let i = 0; i < count; i++) this.skip(type)
    }
  }

  private primitive(name: string): void {
    switch (name) {
      case 'null':
        return
      case 'boolean':
        this.advance(1)
        return
      case 'float':
        this.advance(4)
        return
      case 'double':
        this.advance(8)
        return
      case 'bytes':
      case 'string':
        this.advance(this.varint())
        return
      default:
        // int, long, enum and logical types over them.
        this.varint()
    }
  }

  private advance(bytes: number): void {
    if (bytes < 0 || bytes > this.buffer.length - this.position)
      throw new RangeError('truncated: a value ends after the record')
    this.position += bytes
  }

  /** A zigzag integer, as exact as a double can be. */
  private varint(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.buffer[this.position++]
      if (byte === undefined) throw new RangeError('truncated: the value ends before the record is complete')
      value += (byte & 0x7f) * scale
      if (byte < 128) break
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
}
