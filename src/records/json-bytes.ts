/** Bytes in JSON, which has none: text where they are a key, base64 elsewhere. */

/** Name of the field whose bytes are text: the key of a dead letter. */
const TEXT_FIELD = 'key'

/** How bytes of a field are written in JSON. */
export function bytesToText(bytes: Buffer, field: string): string {
  return bytes.toString(field === TEXT_FIELD ? 'utf8' : 'base64')
}

/** The bytes that a field of JSON stands for; null where it should be base64 and is not. */
export function bytesOf(text: string, field: string): Buffer | null {
  if (field === TEXT_FIELD) return Buffer.from(text, 'utf8')
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}
