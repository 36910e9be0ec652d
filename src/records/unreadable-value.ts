/** Why a value could not be read. */
export class UnreadableValue extends Error {
  readonly code: string
  /** Schema id the value named, null where it named none. */
  readonly schemaId: number | null

  constructor(code: string, schemaId: number | null, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UnreadableValue'
    this.code = code
    this.schemaId = schemaId
  }
}
