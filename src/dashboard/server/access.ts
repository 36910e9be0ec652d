/** Who may ask: this machine by its own names, others only with the token; and nobody's page on another origin. */
import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** What anybody may have where others can reach the server: the page's own files, and whether the process lives. */
const OPEN_ROUTES: ReadonlySet<string> = new Set(['/', '/*', '/health/live'])

export interface AccessRules {
  /** The address that is listened on. */
  readonly host: string
  readonly token: string
}

/** What a page may do: nothing but show what comes from here. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const

/** Whether an address is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/**
 * Refuses a name that is not this server's (DNS rebinding), another origin (cross-site requests), and whoever lacks the
 * token where one is asked for: for every order, and for everything where more than this machine can reach the server.
 */
export function applyAccess(app: FastifyInstance, { host, token }: AccessRules): void {
  const isLocal = isLoopback(host)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS)
    const name = request.headers.host ?? ''
    if (isLocal && !LOOPBACK_HOSTS.has(name.replace(/:\d+$/, '')))
      return reply
        .code(421)
        .send(refusal('WRONG_HOST', `this server is not ${name}: open it by the address it printed`))
    const { origin } = request.headers
    if (origin !== undefined && origin !== `${request.protocol}://${name}`)
      return reply.code(403).send(refusal('WRONG_ORIGIN', `a page of ${origin} may not ask this server`))
    const isOrder = request.method !== 'GET' && request.method !== 'HEAD'
    // By the route that was found, not by the address as it was written: %61pi is api to the router.
    const isOpen = OPEN_ROUTES.has(request.routeOptions.url ?? '')
    if ((isOrder || (!isLocal && !isOpen)) && !hasToken(request, token))
      return reply.code(401).send(refusal('NO_TOKEN', 'this needs the token that the server printed when it started'))
    return undefined
  })
}

/** A browser's event source cannot send headers: there, and nowhere else, the token may stand in the address. */
const TOKEN_IN_ADDRESS = '/api/events'

function hasToken({ headers, query, routeOptions }: FastifyRequest, token: string): boolean {
  const inAddress = routeOptions.url === TOKEN_IN_ADDRESS ? (query as { readonly token?: unknown }).token : undefined
  const given = headers.authorization?.replace(/^Bearer /, '') ?? (typeof inAddress === 'string' ? inAddress : '')
  const [a, b] = [Buffer.from(given), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}

export function refusal(code: string, message: string): { readonly code: string; readonly message: string } {
  return { code, message }
}
