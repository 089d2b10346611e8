import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { type Address, parseAddress } from '@credits-server/onchain'
import type { Context, Middleware } from 'koa'
import type { Balances } from '../balance/createBalances.js'
import type { CreditFilter, Snapshot } from '../balance/Snapshot.js'
import type { AddressRate } from '../rates/createAddressRate.js'
import { clientAddressOf } from './clientAddress.js'
import { etagMatches } from './etagMatches.js'
import { isPlainHead } from './guardHead.js'
import { readRequestId } from './identifyRequest.js'
import type { NoteRequest } from './observeRequests.js'
import { type CorsOrigins, sharingHeaders } from './shareAcrossOrigins.js'

type Deps = {
  readonly balances: Pick<Balances, 'peek' | 'read'>
  readonly corsOrigins: CorsOrigins
  readonly trustedProxyHops: number
  readonly addressRate: AddressRate | null
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
 * Creates the quick way of getCredits: the plainest of requests is answered at once where this instance holds the balance, and
 * else when it has been read, with the same bytes and headers as by the long way. Whatever is not quite plain goes that one, which
 * alone decides about errors: a read that was refused goes with it. So this stands first in Koa's stack: most of what a request
 * costs there is what comes behind.
 */
export function createAnswerReads({
  balances,
  corsOrigins,
  trustedProxyHops,
  addressRate,
  draining,
  noteRequest,
}: Deps): Middleware {
  return function answerReads(ctx, next) {
    const { req } = ctx
    const url = req.url ?? ''
    const query = url.slice(pathLength)
    if (!filters.has(query) || !isPlain(req) || draining.aborted) return next()
    const address = addressOf(url)
    if (!address) return next()
    // What is refused has taken nothing: the long way asks again, and refuses.
    if (addressRate?.take(clientAddressOf(req, trustedProxyHops)) === false) return next()

    const startedAtMs = performance.now()
    const answer = (snapshot: Snapshot) => {
      const path = query === '' ? url : url.slice(0, pathLength)
      const requestId = readRequestId(req.headers['x-request-id']?.toString())
      ctx.respond = false
      const status = send(ctx, snapshot, requestId, filters.get(query))
      noteRequest({ requestId, method: 'GET', path, operation: 'getCredits', status, startedAtMs })
    }
    const held = balances.peek(address)
    if (held) return Promise.resolve(answer(held))
    const begun = balances.read(address)
    return begun.then(
      (snapshot) => (draining.aborted ? goOn(begun) : answer(snapshot)),
      () => goOn(begun),
    )

    function goOn(read: Promise<Snapshot>): Promise<void> {
      ctx.state['begunRead'] = read
      return next()
    }
  }

  function send(
    { req, res }: Context,
    snapshot: Snapshot,
    requestId: string,
    filter: CreditFilter | undefined,
  ): number {
    const head = [...headOf(snapshot, requestId), ...sharingOf(req.headers)]
    if (etagMatches(req.headers['if-none-match'], snapshot.etag)) {
      res.writeHead(304, head).end()
      return 304
    }
    const body = snapshot.body(filter)
    head.push('Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(body.length))
    res.writeHead(200, head).end(body)
    return 200
  }

  function sharingOf({ origin }: IncomingHttpHeaders) {
    if (corsOrigins === '*') return sharedWithAll
    return Object.entries({ Vary: 'Origin', ...sharingHeaders(corsOrigins, origin ?? '') }).flat()
  }
}

function addressOf(url: string): Address | null {
  if (!url.startsWith(before) || !url.startsWith(after, before.length + addressLength)) return null
  return parseAddress(url.slice(before.length, before.length + addressLength))
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
