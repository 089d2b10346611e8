import { get } from 'node:http'
import { createParser } from 'eventsource-parser'
import type { Witness } from './createWitness.js'
import type { Follower } from './Follower.js'

/** [spec] What a client waits that was never told otherwise is its own choice; a second suits a test. */
const firstRetryMs = 1_000

type Options = {
  /** Waits so long before it comes back, whatever `retry:` says. **Units:** milliseconds. */
  readonly waitMs?: number
}

/** Follows a balance with nothing but HTTP: it says what it has in Last-Event-ID and waits what `retry:` says. */
export function followPlainly(url: string, address: string, witness: Witness, { waitMs }: Options = {}): Follower {
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
    const request = get(`${url}/users/${address}/credits/stream`, { headers, agent: false })
    request.on('response', (response) => {
      over = response.statusCode !== 200 || !response.headers['content-type']?.startsWith('text/event-stream')
      response.setEncoding('utf8')
      const parser = createParser({
        onRetry: (ms) => {
          retryMs = ms
        },
        onEvent: (event) => {
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
    request.on('error', () => {})
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
