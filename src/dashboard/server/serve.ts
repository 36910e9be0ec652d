/** The dashboard as a server: keeps its model up to date and answers the page. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyError } from 'fastify'
import type { DashboardModel } from '../model/dashboard-model.ts'
import { applyAccess, refusal } from './access.ts'
import { Answers } from './answers.ts'
import { EventStreams } from './events.ts'
import { addRoutes, type RouteOptions } from './routes.ts'

/** Where the build puts the page. */
const PAGE = fileURLToPath(new URL('../page', import.meta.url))
const NO_PAGE = 'The page is not built: run `npm run build` in the folder of ilf-streams, then open this again.\n'
const BODY_BYTES = 16 * 1024
/** A browser opens six for a page; each may wait for one answer, and hold no more of the server's memory. */
const MOST_CONNECTIONS = 400
/** Pause between two looks at the topics while nothing moves, ms. */
const QUIET_PAUSE_MS = 500
/** How many times as long as a look beside a run the pause after it is, so that a run at full speed keeps its cores. */
const PAUSES_A_LOOK = 9

export interface ServeOptions extends Omit<RouteOptions, 'model' | 'events' | 'answers'> {
  readonly model: DashboardModel
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
  readonly token: string
  /** Told what went wrong inside; askers are told only that something did. */
  onError(error: Error): void
}

export interface DashboardServer {
  readonly url: string
  close(): Promise<void>
}

/** Listens. Throws where it cannot, such as at a port that is taken. */
export async function serveDashboard(options: ServeOptions): Promise<DashboardServer> {
  const { model, host, port, token, onError, ...questions } = options
  const app = Fastify({ bodyLimit: BODY_BYTES, forceCloseConnections: true })
  const events = new EventStreams()
  const answers = new Answers()
  app.server.maxConnections = MOST_CONNECTIONS
  applyAccess(app, { host, token })
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    const status = error.statusCode ?? 500
    if (status < 500) return reply.code(status).send(refusal('BAD_REQUEST', error.message))
    onError(error)
    return reply.code(500).send(refusal('FAILED', `it could not be done: ${error.message}`))
  })
  addRoutes(app, { model, events, answers, ...questions })
  if (existsSync(PAGE)) await app.register(fastifyStatic, { root: PAGE, cacheControl: false })
  else app.get('/', (_request, reply) => reply.type('text/plain').send(NO_PAGE))
  const url = await app.listen({ host, port })
  const stopFollowing = follow(model, { events, answers, onError })
  return {
    url,
    async close() {
      stopFollowing()
      events.close()
      await app.close()
    },
  }
}

/** Takes what is new, in turns that leave time for requests. Returns what ends it. */
function follow(
  model: DashboardModel,
  { events, answers, onError }: Pick<ServeOptions, 'onError'> & Pick<RouteOptions, 'events' | 'answers'>,
): () => void {
  let timer: NodeJS.Timeout
  const turn = () => {
    let pauseMs = QUIET_PAUSE_MS
    try {
      const atMs = performance.now()
      const isNews = model.update(atMs)
      answers.forget()
      if (isNews) {
        events.tell()
        const tookMs = performance.now() - atMs
        pauseMs = Math.max(QUIET_PAUSE_MS / 10, model.isBesideRun ? PAUSES_A_LOOK * tookMs : 0)
      }
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)))
    }
    timer = setTimeout(turn, pauseMs)
  }
  turn()
  return () => clearTimeout(timer)
}
