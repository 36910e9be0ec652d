/** Errors with a class, because the class decides what happens: retry, dead-letter, or halt. */

/** `retry`: try again later; `dead-letter`: put the record aside and go on; `halt`: stop, a person must look. */
export type ErrorClass = 'retry' | 'dead-letter' | 'halt'

/** An error of the runtime with a stable code. */
export class StreamError extends Error {
  readonly code: string
  readonly errorClass: ErrorClass

  constructor(code: string, errorClass: ErrorClass, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StreamError'
    this.code = code
    this.errorClass = errorClass
  }
}

/** What a caught value is, as an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
