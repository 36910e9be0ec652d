/** Tells pages that something is new, with server-sent events: never what, so that a slow page costs nothing. */
import type { ServerResponse } from 'node:http'

const KEEP_ALIVE_MS = 15_000
/** Pages that can follow at once. */
const MOST_STREAMS = 100

export class EventStreams {
  private readonly streams = new Set<ServerResponse>()
  private version = 0
  private readonly timer: NodeJS.Timeout

  constructor() {
    this.timer = setInterval(() => this.write(': still here\n\n'), KEEP_ALIVE_MS)
    this.timer.unref()
  }

  /** Whether no more pages can follow. */
  get isFull(): boolean {
    return this.streams.size >= MOST_STREAMS
  }

  /** Takes a response over; the page gets the version at once, and asks for what it shows. */
  add(response: ServerResponse, headers: Readonly<Record<string, unknown>>): void {
    response.writeHead(200, {
      ...(headers as Record<string, string>),
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'keep-alive',
    })
    response.write(`retry: 1000\n${this.event()}`)
    this.streams.add(response)
    response.on('close', () => this.streams.delete(response))
  }

  /** Something is new. A page that has not read the last word yet is not told again: the word would be the same. */
  tell(): void {
    this.version += 1
    this.write(this.event())
  }

  close(): void {
    clearInterval(this.timer)
    for (const stream of this.streams) stream.end()
  }

  private event(): string {
    return `id: ${this.version}\nevent: changed\ndata: ${this.version}\n\n`
  }

  private write(text: string): void {
    for (const stream of this.streams) if (!stream.writableNeedDrain) stream.write(text)
  }
}
