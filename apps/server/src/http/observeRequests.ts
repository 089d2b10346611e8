import type { ServerResponse } from 'node:http'
import type { Middleware } from 'koa'
import type { Logger } from 'pino'
import type { Metrics } from '../ops/createMetrics.js'
import type { ServedOperation } from './Resource.js'
import { whenOver } from './takeSocket.js'

/** A request whose answer is out. **Units:** `startedAtMs` is of performance.now(). */
type AnsweredRequest = {
  readonly requestId: string
  readonly method: string
  readonly path: string
  readonly operation: string
  readonly status: number
  readonly startedAtMs: number
}

/** Writes one log line and one measurement. */
export type NoteRequest = (request: AnsweredRequest) => void

type Options = { readonly logger: Logger; readonly metrics: Metrics }

/** Creates what every request ends with, whichever way it was answered. */
export function createNoteRequest({ logger, metrics }: Options): NoteRequest {
  const durations = new Map<string, ReturnType<Metrics['requestSeconds']['labels']>>()

  function durationsOf(operation: string, status: number) {
    const name = `${operation} ${status}`
    const known = durations.get(name) ?? metrics.requestSeconds.labels(operation, String(status))
    durations.set(name, known)
    return known
  }

  return function noteRequest({ requestId, method, path, operation, status, startedAtMs }) {
    const ms = performance.now() - startedAtMs
    durationsOf(operation, status).observe(ms / 1_000)
    if (!logger.isLevelEnabled('info')) return
    logger.info({ requestId, method, path, operation, status, ms: Math.round(ms * 10) / 10 }, 'request')
  }
}

/** Notes each request when its answer is out, a stream's when it ends. */
export function createObserveRequests(noteRequest: NoteRequest): Middleware {
  return async function observeRequests(ctx, next) {
    const { method, state, status } = ctx
    const startedAtMs = performance.now()
    // Nothing else of a request is kept for as long as a stream is open.
    const request = { requestId: state['requestId'], method, path: '', operation: 'none', status, startedAtMs }
    noteWhenOver(ctx.res, request, noteRequest)
    await next()
    // Before the head is guarded, its path may be one that cannot be read.
    request.path = ctx.path
    request.operation = (state['operation'] as ServedOperation | undefined)?.id ?? 'none'
    request.status = ctx.status
  }
}

function noteWhenOver(response: ServerResponse, request: AnsweredRequest, noteRequest: NoteRequest): void {
  whenOver(response, () => noteRequest(request))
}
