/** Why a request to the engine was refused: a stable code, and what the client is to do. */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal'
  readonly status: 400 | 429
  readonly code: string

  constructor(status: 400 | 429, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}
