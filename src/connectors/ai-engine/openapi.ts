/** The OpenAPI description of the engine, made of the schemas that requests are checked by. */
import { SCHEMAS } from './contract.ts'

type SchemaName = keyof typeof SCHEMAS

const json = (name: SchemaName) => ({
  'application/json': { schema: { $ref: `#/components/schemas/${name}` } },
})
const answer = (description: string, name: SchemaName) => ({ description, content: json(name) })
const body = (name: SchemaName) => ({ required: true, content: json(name) })

const REFUSALS = {
  '400': answer('The request is wrong; the message says where and what to do.', 'Refusal'),
  '413': answer('The body is too large.', 'Refusal'),
  '415': answer('The body is not application/json.', 'Refusal'),
  '429': answer('No room for another market.', 'Refusal'),
} as const

/** Served at `GET /openapi.json`; `docs/ai-engine.openapi.json` is a copy that a test holds equal. */
export const OPENAPI = {
  openapi: '3.1.0',
  info: {
    title: 'ilf AI engine',
    version: '1.0.0',
    description: 'The built-in signal model of ilf-streams: prices in, BUY, SELL or HOLD out, with a reason.',
  },
  paths: {
    '/api/ai/signal': {
      post: {
        operationId: 'askSignal',
        summary: 'Gives a price, and asks what to do.',
        description:
          'The price is a tick of the market: candles are built from it. The answer rests on closed candles alone.',
        requestBody: body('SignalQuestion'),
        responses: { '200': answer('What the model advises.', 'SignalAnswer'), ...REFUSALS },
      },
    },
    '/api/ai/candles': {
      post: {
        operationId: 'giveCandles',
        summary: 'Gives closed candles, so that a market is warm at once.',
        requestBody: body('CandleHistory'),
        responses: { '200': answer('How many candles the market has now.', 'CandleReceipt'), ...REFUSALS },
      },
    },
    '/health': {
      get: {
        operationId: 'health',
        summary: 'Whether the engine really works, tried just now.',
        responses: {
          '200': answer('It works.', 'Health'),
          '503': answer('It does not; problem says why.', 'Health'),
        },
      },
    },
    '/openapi.json': {
      get: {
        operationId: 'describe',
        summary: 'This description.',
        responses: {
          '200': { description: 'OpenAPI 3.1.', content: { 'application/json': { schema: { type: 'object' } } } },
        },
      },
    },
  },
  components: { schemas: SCHEMAS },
} as const
