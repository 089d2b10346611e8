import { get } from 'node:http'
import { createParser, type EventSourceMessage } from 'eventsource-parser'

/** An open stream and what has come of it so far. */
export type OpenedStream = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Every event so far; a balance's name is undefined, as on the wire. */
  readonly events: EventSourceMessage[]
  /** Every byte so far. */
  text(): string
  /** Waits for the next event after the ones that were waited for already. */
  next(timeoutMs?: number): Promise<EventSourceMessage>
  /** Waits until the server ends it. */
  ended(timeoutMs?: number): Promise<void>
  close(): void
}

/** Opens a stream with a parser that is not ours, so that the frames are judged by the standard. */
export function openStream(url: string, headers: Record<string, string> = {}): Promise<OpenedStream> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers: { Accept: 'text/event-stream', ...headers }, agent: false }, (response) => {
      const events: EventSourceMessage[] = []
      const parts: string[] = []
      let taken = 0
      let over = false
      let wake = () => {}
      const parser = createParser({ onEvent: (event) => void events.push(event) })
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        parts.push(part)
        parser.feed(part)
        wake()
      })
      response.on('close', () => {
        over = true
        wake()
      })
      response.on('error', () => {})

      const until = async (done: () => boolean, timeoutMs: number, what: string) => {
        const deadline = performance.now() + timeoutMs
        while (!done()) {
          const leftMs = deadline - performance.now()
          if (leftMs <= 0) throw new Error(`${what} within ${timeoutMs} ms; so far:\n${parts.join('')}`)
          await new Promise<void>((resume) => {
            const timer = setTimeout(resume, leftMs)
            wake = () => {
              clearTimeout(timer)
              resume()
            }
          })
        }
      }
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        events,
        text: () => parts.join(''),
        next: async (timeoutMs = 2_000) => {
          await until(() => events.length > taken || over, timeoutMs, 'no event')
          const event = events[taken]
          if (!event) throw new Error('the stream ended')
          taken += 1
          return event
        },
        ended: (timeoutMs = 2_000) => until(() => over, timeoutMs, 'no end'),
        close: () => request.destroy(),
      })
    })
    request.on('error', reject)
  })
}
