import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Address } from '@credits-server/onchain'
import type { Middleware } from 'koa'
import type { Balances } from '../balance/createBalances.js'
import type { CreditFilter, Snapshot } from '../balance/Snapshot.js'
import { etagMatches } from './etagMatches.js'
import { isPlainHead } from './guardHead.js'
import { readRequestId } from './identifyRequest.js'
import type { NoteRequest } from './observeRequests.js'
import { type CorsOrigins, sharingHeaders } from './shareAcrossOrigins.js'

type Deps = {
  readonly balances: Pick<Balances, 'peek'>
  readonly corsOrigins: CorsOrigins
  readonly draining: AbortSignal
  readonly noteRequest: NoteRequest
}

/** Around the address in the plainest URL: nothing that has to be decoded, and no parameter but the filter. */
const before = '/users/'
const after = '/credits'
const addressLength = 42
const pathLength = before.length + addressLength + after.length

/** What may follow, and which credits it asks for. */
const filters: ReadonlyMap<string, CreditFilter | undefined> = new Map([
  ['', undefined],
  ['?status=AVAILABLE', 'AVAILABLE'],
  ['?status=PARTIALLY_USED', 'PARTIALLY_USED'],
])

/**
 * Creates the quick way of getCredits: the plainest of requests whose balance this instance holds is answered at once, with
 * the same bytes and headers as by the long way. Whatever is not quite plain, or not held, goes that one, which alone decides
 * about errors. So this stands first in Koa's stack: most of what a request costs there is what comes behind.
 */
export function createAnswerCopies({ balances, corsOrigins, draining, noteRequest }: Deps): Middleware {
  return function answerCopies(ctx, next) {
    const { req, res } = ctx
    const { url = '', headers } = req
    const query = url.slice(pathLength)
    if (!filters.has(query) || !isPlain(req) || draining.aborted) return next()
    const snapshot = peekAt(url)
    if (!snapshot) return next()

    const startedAtMs = performance.now()
    const requestId = readRequestId(headers['x-request-id']?.toString())
    const status = etagMatches(headers['if-none-match'], snapshot.etag) ? 304 : 200
    ctx.respond = false
    const head = [...headOf(snapshot, requestId), ...sharingOf(headers)]
    if (status === 304) res.writeHead(304, head).end()
    else {
      const body = snapshot.body(filters.get(query))
      head.push('Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(body.length))
      res.writeHead(200, head).end(body)
    }
    const path = query === '' ? url : url.slice(0, pathLength)
    noteRequest({ requestId, method: 'GET', path, operation: 'getCredits', status, startedAtMs })
    return Promise.resolve()
  }

  /** What is no address names no balance that is held, so it need not be looked at. */
  function peekAt(url: string): Snapshot | null {
    if (!url.startsWith(before) || !url.startsWith('0x', before.length)) return null
    if (!url.startsWith(after, before.length + addressLength)) return null
    return balances.peek(url.slice(before.length, before.length + addressLength).toLowerCase() as Address)
  }

  function sharingOf({ origin }: IncomingHttpHeaders) {
    if (corsOrigins === '*') return sharedWithAll
    return Object.entries({ Vary: 'Origin', ...sharingHeaders(corsOrigins, origin ?? '') }).flat()
  }
}

const sharedWithAll = Object.entries(sharingHeaders('*', '')).flat()

/** Names and values in turn, which Node writes as they are. */
const headOf = ({ etag }: Snapshot, requestId: string) => [
  'X-Request-Id',
  requestId,
  'X-Content-Type-Options',
  'nosniff',
  'Cache-Control',
  'no-cache',
  'ETag',
  etag,
]

/** Whether there is nothing in the head that could be refused, or that asks for more than the copy. */
function isPlain(req: IncomingMessage): boolean {
  const { method, headers } = req
  const { accept } = headers
  if (method !== 'GET' || (accept !== undefined && accept !== '*/*' && accept !== 'application/json')) return false
  return headers['content-length'] === undefined && headers['transfer-encoding'] === undefined && isPlainHead(req)
}
