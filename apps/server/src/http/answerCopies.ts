import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { parseAddress } from '@credits-server/onchain'
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

/** Nothing that has to be decoded, and no parameter but the filter. */
const plainUrl = /^(\/users\/(0x[0-9a-fA-F]{40})\/credits)(?:\?status=(AVAILABLE|PARTIALLY_USED))?$/

/**
 * Creates the quick way of getCredits: the plainest of requests whose balance this instance holds is answered at once, with
 * the same bytes and headers as by the long way. Whatever is not quite plain, or not held, goes that one, which alone decides
 * about errors. So this stands first in Koa's stack: most of what a request costs there is what comes behind.
 */
export function createAnswerCopies({ balances, corsOrigins, draining, noteRequest }: Deps): Middleware {
  return function answerCopies(ctx, next) {
    const { req, res } = ctx
    const asked = isPlain(req) && !draining.aborted ? plainUrl.exec(req.url ?? '') : null
    if (asked === null) return next()
    const [, path = '', text = '', filter] = asked
    const address = parseAddress(text)
    const snapshot = address && balances.peek(address)
    if (!snapshot) return next()

    const startedAtMs = performance.now()
    const requestId = readRequestId(req.headers['x-request-id']?.toString())
    const head = [...headOf(snapshot, requestId), ...sharingOf(req.headers)]
    const isHeld = etagMatches(req.headers['if-none-match'], snapshot.etag)
    ctx.respond = false
    if (isHeld) res.writeHead(304, head).end()
    else {
      const body = snapshot.body(filter as CreditFilter | undefined)
      head.push('Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(Buffer.byteLength(body)))
      res.writeHead(200, head).end(body)
    }
    noteRequest({
      requestId,
      method: 'GET',
      path,
      operation: 'getCredits',
      status: isHeld ? 304 : 200,
      startedAtMs,
    })
    return Promise.resolve()
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
