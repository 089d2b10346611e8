import type { FetchLike } from 'eventsource'
import type { CreditsApiError } from '../errors/CreditsApiError.js'
import { readError, readRetryAfter } from '../errors/readError.js'
import type { ClientSettings } from '../request/ClientSettings.js'
import { fullJitter, longestTimerMs } from '../request/delays.js'
import { createRetryReader } from './createRetryReader.js'
import type { StreamState } from './StreamState.js'
import { isOffline, waitToTry } from './waitToTry.js'
import { type WatchedBody, watchBody } from './watchBody.js'

type Options = {
  readonly signal: AbortSignal
  readonly lastEventId: () => string | null
  readonly onState: (state: StreamState) => void
  /** Told of an answer that will not change by asking again. */
  readonly onFinal: (error: CreditsApiError) => void
}

/** What keeps one stream connected. */
export type Connect = {
  /** For EventSource: it resolves only when a stream is served, or with a final answer. */
  readonly fetch: FetchLike
  /** Takes a heartbeat, and the interval it announces. */
  heartbeat(intervalMs: number | undefined): void
  /** Takes the server's word that it cannot serve just now. */
  unavailable(error: CreditsApiError): void
}

/** Before the first heartbeat has said how often they come. */
const assumedIntervalMs = 15_000
/** How many intervals may pass without a heartbeat. */
const patience = 2.5
const firstDelayMs = 1_000
const mostDelayMs = 30_000
/** A connection that held for so long makes up for the failures before it. */
const healthyMs = 60_000

/** Creates the connection of one stream: where all policy of reconnecting lives, because EventSource has none. */
export function createConnect(settings: ClientSettings, { signal, lastEventId, onState, onFinal }: Options): Connect {
  let failures = 0
  let hasServed = false
  let intervalMs = assumedIntervalMs
  let body: WatchedBody | null = null
  let lastHeartbeat: ReturnType<typeof setTimeout> | undefined
  let reason: string | null = null
  /** What was thrown on the way, for the log. */
  let cause: unknown
  /** What the last answer asked to wait, with Retry-After. */
  let askedDelayMs = 0
  /** What EventSource waits by itself after a stream that was served. */
  let retryMs = 3_000
  // [V] Deno keeps some of the connections whose fetch was aborted after its answer; a body that is cancelled ends everywhere.
  signal.addEventListener('abort', () => body?.break('closed'))

  const fetch: FetchLike = async (url, init) => {
    for (;;) {
      const answer = await tryOnce(url, init)
      if (answer) return answer
      failures += 1
      // What many were asked to wait is the same for all of them, and may be nothing.
      const delayMs = askedDelayMs + fullJitter(failures, firstDelayMs, mostDelayMs)
      askedDelayMs = 0
      settings.logger?.debug('credits: trying again', { tries: failures, waitMs: delayMs, reason, cause })
      enterWaiting(delayMs)
      await waitToTry(delayMs, signal)
    }
  }

  type Answer = Awaited<ReturnType<FetchLike>>

  /** A served stream or a final answer; null for trouble that passes. */
  async function tryOnce(url: string | URL, init: Parameters<FetchLike>[1]): Promise<Answer | null> {
    cause = undefined
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(), settings.timeoutMs)
    try {
      const id = lastEventId()
      const headers: Record<string, string> = { ...(await settings.headers()), ...init?.headers }
      if (id !== null) headers['Last-Event-ID'] = id
      // What no header can carry would fail each time; without an id the server sends the balance.
      if (!/^[ -~]*$/.test(headers['Last-Event-ID'] ?? '')) delete headers['Last-Event-ID']
      const response = await settings.fetch(url, {
        ...init,
        headers,
        signal: AbortSignal.any([signal, timeout.signal]),
      })
      const { status } = response
      if (status === 200 && response.headers.get('Content-Type')?.startsWith('text/event-stream') && response.body) {
        return serve(response, response.body)
      }
      const error = readError(status, response.headers, await readJson(response))
      if (status !== 200 && !error.retryable) {
        onFinal(error)
        throw signal.reason
      }
      askedDelayMs = readRetryAfter(response.headers) ?? 0
      reason = error.code ?? `HTTP ${status}`
    } catch (error) {
      if (signal.aborted) throw error
      reason = timeout.signal.aborted ? 'TIMEOUT' : 'NETWORK'
      cause = error
    } finally {
      clearTimeout(timer)
    }
    return null
  }

  function serve(response: Response, bytes: ReadableStream<Uint8Array>): Answer {
    hasServed = true
    reason = null
    const servedAtMs = performance.now()
    const readRetry = createRetryReader()
    // Some networks tell that they go; the others are found out by their silence.
    const onOffline = () => body?.break('offline')
    globalThis.addEventListener?.('offline', onOffline)
    body = watchBody(bytes, {
      patienceMs: () => intervalMs * patience,
      onEnd: (how) => {
        clearTimeout(lastHeartbeat)
        globalThis.removeEventListener?.('offline', onOffline)
        if (performance.now() - servedAtMs >= healthyMs) failures = 0
        reason ??= how
        enterWaiting(retryMs)
      },
      onBytes: (bytes) => {
        retryMs = readRetry(bytes) ?? retryMs
      },
    })
    expectHeartbeat()
    return new Response(body.body, response)
  }

  /** The bytes may go on while nothing is said, as through a proxy that pads them. */
  function expectHeartbeat(): void {
    clearTimeout(lastHeartbeat)
    // The bytes that brought it were waited for as long as the interval before it was.
    body?.wait()
    lastHeartbeat = setTimeout(() => body?.break('no heartbeat'), intervalMs * patience)
  }

  function enterWaiting(delayMs: number): void {
    const waiting = { name: hasServed ? 'reconnecting' : 'connecting', attempt: failures + 1, delayMs, reason } as const
    onState(isOffline() ? { name: 'offline' } : waiting)
  }

  return {
    fetch,
    heartbeat(announcedMs) {
      if (announcedMs !== undefined && announcedMs > 0 && announcedMs * patience <= longestTimerMs)
        intervalMs = announcedMs
      expectHeartbeat()
    },
    unavailable(error) {
      reason = error.code
    },
  }
}

async function readJson(response: Response): Promise<unknown> {
  return response.json().catch(() => null)
}
