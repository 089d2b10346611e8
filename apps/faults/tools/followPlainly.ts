import { get, type RequestOptions } from 'node:http'
import { createParser } from 'eventsource-parser'
import type { Witness } from './createWitness.js'
import type { Follower } from './Follower.js'

/** [spec] What a client waits that was never told otherwise is its own choice; a second suits a test. */
const firstRetryMs = 1_000

type Options = {
  /** Waits so long before it comes back, whatever `retry:` says. **Units:** milliseconds. */
  readonly waitMs?: number
  /** Makes each of its connections; to the url's own port unless given. */
  readonly dial?: RequestOptions['createConnection']
  /** Told of each time it comes and of what it meets: `asked`, then a status, `unavailable`, or the code of an error. */
  readonly note?: (what: string) => void
}

/** Follows a balance with nothing but HTTP: it says what it has in Last-Event-ID and waits what `retry:` says. */
export function followPlainly(url: string, address: string, witness: Witness, options: Options = {}): Follower {
  const { waitMs, dial, note = () => {} } = options
  let data: string | null = null
  let id: string | null = null
  let atMs = 0
  let over = false
  let closed = false
  let retryMs = firstRetryMs
  let timer: NodeJS.Timeout
  let end = () => {}

  function connect(): void {
    const headers = { Accept: 'text/event-stream', ...(id === null ? {} : { 'Last-Event-ID': id }) }
    const way = dial ? { createConnection: dial } : { agent: false as const }
    const request = get(`${url}/users/${address}/credits/stream`, { headers, ...way })
    note('asked')
    let isAnswered = false
    request.on('response', (response) => {
      isAnswered = true
      note(String(response.statusCode))
      over = response.statusCode !== 200 || !response.headers['content-type']?.startsWith('text/event-stream')
      response.setEncoding('utf8')
      const parser = createParser({
        onRetry: (ms) => {
          retryMs = ms
        },
        onEvent: (event) => {
          if (event.event === 'unavailable') note(event.event)
          if (event.event !== undefined || event.id === undefined) return
          witness.see(address, id, event.id, event.data)
          atMs = performance.now()
          data = event.data
          id = event.id
        },
      })
      response.on('data', (part: string) => parser.feed(part))
      response.on('error', () => {})
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (!isAnswered && !closed) note(error.code ?? String(error))
    })
    // Comes last, whether it was refused, cut, or ended.
    request.on('close', () => {
      if (!closed && !over) timer = setTimeout(connect, waitMs ?? retryMs)
    })
    end = () => request.destroy()
  }
  connect()

  return {
    address,
    get data() {
      return data
    },
    get atMs() {
      return atMs
    },
    get over() {
      return over
    },
    close() {
      closed = true
      clearTimeout(timer)
      end()
    },
  }
}
