/** The way to the server: answers that are asked for anew whenever something has changed. */
import { useEffect, useState } from 'preact/hooks'
import type { ApiError } from '../protocol/flow.ts'

const TOKEN_KEY = 'ilf-token'
/** Between two requests of one view, ms: however much happens, nobody reads faster. */
const LEAST_PAUSE_MS = 1_000

export const token = {
  get: () => sessionStorage.getItem(TOKEN_KEY) ?? '',
  set: (value: string) => sessionStorage.setItem(TOKEN_KEY, value),
}

/** Takes the token out of the address, so that it is in no bookmark and no picture of the screen. */
export function keepTokenOfAddress(): void {
  const url = new URL(location.href)
  const given = url.searchParams.get('token')
  if (given === null) return
  token.set(given)
  url.searchParams.delete('token')
  history.replaceState(null, '', url)
}

type Listener = () => void
const changed = new Set<Listener>()
const connection = new Set<(isUp: boolean) => void>()
let isUp = false
let source: EventSource | null = null

function listen(): void {
  if (source !== null) return
  const query = token.get() === '' ? '' : `?token=${encodeURIComponent(token.get())}`
  source = new EventSource(`api/events${query}`)
  source.addEventListener('changed', () => {
    for (const tell of changed) tell()
  })
  source.onopen = () => setUp(true)
  source.onerror = () => {
    setUp(false)
    // A server that answers with an error ends the stream for good; one that is away is tried again by the browser.
    if (source?.readyState !== EventSource.CLOSED) return
    source = null
    setTimeout(listen, LEAST_PAUSE_MS)
  }
}

function setUp(value: boolean): void {
  isUp = value
  for (const tell of connection) tell(value)
}

/** Whether the server is there. */
export function useConnection(): boolean {
  const [value, setValue] = useState(isUp)
  useEffect(() => {
    listen()
    connection.add(setValue)
    setValue(isUp)
    return () => void connection.delete(setValue)
  }, [])
  return value
}

export interface Loaded<T> {
  /** The last answer; null before the first. */
  readonly data: T | null
  readonly error: string | null
}

/** The answer of a route, kept up to date. */
export function useLive<T>(path: string): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ data: null, error: null })
  useEffect(() => {
    setLoaded({ data: null, error: null })
    let isGone = false
    let isAsking = false
    let isStale = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async () => {
      if (isAsking) {
        isStale = true
        return
      }
      isAsking = true
      isStale = false
      const next = await answerOf<T>(path).then(
        (data) => ({ data, error: null }),
        (error: Error) => ({ data: null, error: error.message }),
      )
      if (isGone) return
      setLoaded((before) => (next.error === null ? next : { data: before.data, error: next.error }))
      timer = setTimeout(() => {
        isAsking = false
        if (isStale) void ask()
      }, LEAST_PAUSE_MS)
    }
    const onChange = () => void ask()
    listen()
    changed.add(onChange)
    void ask()
    return () => {
      isGone = true
      clearTimeout(timer)
      changed.delete(onChange)
    }
  }, [path])
  return loaded
}

/** One answer. Throws an error whose message says what to do. */
export async function answerOf<T>(path: string): Promise<T> {
  return read<T>(await reach(() => fetch(`api/${path}`, { headers: authorized() })))
}

/** Gives an order, and returns what is answered. Throws as `answerOf` does. */
export async function post<T>(path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json', ...authorized() }
  return read<T>(await reach(() => fetch(`api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })))
}

function authorized(): Record<string, string> {
  return token.get() === '' ? {} : { authorization: `Bearer ${token.get()}` }
}

async function reach(ask: () => Promise<Response>): Promise<Response> {
  try {
    return await ask()
  } catch {
    throw new Error('The server does not answer. Is `ilf dashboard` still running?')
  }
}

async function read<T>(response: Response): Promise<T> {
  const body: unknown = await response.json()
  if (response.ok) return body as T
  throw new Error((body as ApiError).message)
}
