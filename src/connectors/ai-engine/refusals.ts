/** Turns whatever keeps a request from being answered into a status, a code and a message that says what to do. */
import type { FastifyError, FastifySchemaValidationError } from 'fastify'
import { EngineRefusal } from './refusal.ts'

export interface RefusalAnswer {
  readonly status: number
  readonly body: { readonly code: string; readonly message: string }
}

/** The answer to an error of a request handler, of the validation or of the server. */
export function refusalOf(error: FastifyError | EngineRefusal): RefusalAnswer {
  if (error instanceof EngineRefusal) return answer(error.status, error.code, error.message)
  if (error.validation !== undefined) {
    const problems = error.validation.map(problemOf)
    return answer(
      400,
      'INVALID_REQUEST',
      `${[...new Set(problems)].join('; ')}. GET /openapi.json says what is asked for`,
    )
  }
  switch (error.statusCode) {
    case 413:
      return answer(413, 'TOO_LARGE', 'the body is too large: give at most 500 candles at a time')
    case 415:
      return answer(415, 'NOT_JSON', 'send the body as JSON, with the header content-type: application/json')
    case 400:
      return answer(400, 'INVALID_JSON', `the body cannot be read as JSON: ${error.message}`)
    case undefined:
      return answer(500, 'INTERNAL', 'the engine failed; its log says why')
    default:
      return answer(error.statusCode, error.code, error.message)
  }
}

function problemOf({ instancePath, keyword, params, message }: FastifySchemaValidationError): string {
  const where = instancePath === '' ? 'the body' : instancePath.slice(1)
  switch (keyword) {
    case 'required':
      return `${where} lacks ${String(params.missingProperty)}`
    case 'additionalProperties':
      return `${where} has a field ${JSON.stringify(params.additionalProperty)} that is not known`
    default:
      return `${where} ${message ?? 'is wrong'}`
  }
}

function answer(status: number, code: string, message: string): RefusalAnswer {
  return { status, body: { code, message } }
}
