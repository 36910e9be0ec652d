/** What can be asked: a route for every view of the page, and orders. */
import type { FastifyInstance } from 'fastify'
import * as v from 'valibot'
import type { DashboardModel } from '../model/dashboard-model.ts'
import { placeOf } from '../model/row-list.ts'
import type { AlertSetup, AlertTest } from '../protocol/alerts.ts'
import { CONTROL_WORDS, type ControlOrder } from '../protocol/flow.ts'
import type { Story } from '../protocol/signals.ts'
import { refusal } from './access.ts'
import type { Answers } from './answers.ts'
import type { EventStreams } from './events.ts'
import { metricsOf } from './metrics.ts'

export interface RouteOptions {
  readonly model: DashboardModel
  readonly events: EventStreams
  readonly answers: Answers
  /** Null where no single story has the id. */
  storyOf(id: string): Story | null
  /** Gives an order to the run. Throws an error whose message says why it could not. */
  control(order: ControlOrder): Promise<void>
  /** Puts a dead letter back where it came from. Throws as `control` does. */
  redrive(place: DeadLetterPlace): Promise<void>
  /** Names of the channels that alerts can be sent to. */
  readonly alertChannels: readonly string[]
  /** Sends a test message to each of them. */
  testAlerts(): Promise<AlertTest>
}

const text = (most: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(most))
const ORDER = v.strictObject({ word: v.picklist(CONTROL_WORDS), reason: text(500), issuedBy: text(100) })
const PLACE = v.strictObject({
  topic: text(200),
  partition: v.pipe(v.number(), v.integer(), v.minValue(0)),
  offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
})
export type DeadLetterPlace = v.InferOutput<typeof PLACE>

const JSON_TYPE = 'application/json; charset=utf-8'

interface SignalQuery {
  readonly symbol?: string
  readonly outcome?: string
  readonly reason?: string
  readonly before?: string
}

export function addRoutes(app: FastifyInstance, options: RouteOptions): void {
  const { model, events, answers, storyOf, control, redrive, alertChannels, testAlerts } = options
  const metrics = metricsOf(model)
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()))
  app.get('/health/live', () => ({ live: true }))
  app.get('/health/ready', (_request, reply) => reply.code(model.health.ready ? 200 : 503).send(model.health))
  const views: Readonly<Record<string, () => unknown>> = {
    overview: () => model.overview,
    symbols: () => model.symbols,
    sizing: () => model.sizing,
    calibration: () => model.calibration,
    flow: () => model.flow,
    'dead-letters': () => model.deadLetters,
    control: () => model.controlLog,
  }
  for (const [name, view] of Object.entries(views))
    app.get(`/api/${name}`, (_request, reply) => reply.type(JSON_TYPE).send(answers.of(name, view)))
  app.get<{ Params: { symbol: string } }>('/api/symbols/:symbol', ({ params: { symbol } }, reply) => {
    const text = answers.of(`symbols ${symbol}`, () => model.symbol(symbol))
    if (text === null) return reply.code(404).send(refusal('NO_SYMBOL', `nothing was seen of ${symbol} yet`))
    return reply.type(JSON_TYPE).send(text)
  })
  app.get<{ Querystring: SignalQuery }>('/api/signals', ({ query: { symbol, outcome, reason, before } }, reply) => {
    if (before !== undefined && placeOf(before) === null)
      return reply.code(400).send(refusal('BAD_CURSOR', 'before: the cursor of a page, as it was given'))
    const filter = { symbol, outcome, reason, before }
    const text = answers.of(`signals ${JSON.stringify(filter)}`, () => model.signalPage(filter))
    return reply.type(JSON_TYPE).send(text)
  })
  app.get<{ Params: { id: string } }>('/api/signals/:id', ({ params: { id } }, reply) => {
    const text = answers.of(`story ${id}`, () => storyOf(id))
    if (text === null) return reply.code(404).send(refusal('NO_STORY', `no single story has the id ${id}`))
    return reply.type(JSON_TYPE).send(text)
  })
  app.get('/api/alerts', (): AlertSetup => ({ channels: alertChannels }))
  app.post('/api/alerts/test', (): Promise<AlertTest> => testAlerts())
  app.get('/api/events', (_request, reply) => {
    if (events.isFull)
      return reply.code(503).send(refusal('TOO_MANY_TABS', 'too many pages follow this server: close some of them'))
    reply.hijack()
    events.add(reply.raw, reply.getHeaders())
    return reply
  })
  app.post('/api/control', async ({ body }, reply) => {
    const order = v.safeParse(ORDER, body)
    if (!order.success) return reply.code(400).send(refusal('BAD_ORDER', whatIsWrong(order.issues)))
    await control(order.output)
    return { queued: order.output.word }
  })
  app.post('/api/dead-letters/redrive', async ({ body }, reply) => {
    const place = v.safeParse(PLACE, body)
    if (!place.success) return reply.code(400).send(refusal('BAD_PLACE', whatIsWrong(place.issues)))
    await redrive(place.output)
    return { queued: `${place.output.topic}/${place.output.partition}@${place.output.offset}` }
  })
}

function whatIsWrong(issues: readonly v.BaseIssue<unknown>[]): string {
  return issues.map((issue) => `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`).join('; ')
}
