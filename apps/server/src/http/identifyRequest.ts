import { randomUUID } from 'node:crypto'
import type { Middleware } from 'koa'

/**
 * Gives each request an id for log and answer. Nothing is stored or sniffed unless an answer says otherwise, the ones
 * without a body included.
 */
export function createIdentifyRequest(): Middleware {
  return async function identifyRequest(ctx, next) {
    ctx.state['requestId'] = readRequestId(ctx.get('X-Request-Id'))
    ctx.set('X-Request-Id', ctx.state['requestId'])
    ctx.set('X-Content-Type-Options', 'nosniff')
    ctx.set('Cache-Control', 'no-store')
    await next()
  }
}

/** Reads the caller's own `X-Request-Id` if it is a plain one, else makes a new uuid. */
export function readRequestId(given: string | undefined): string {
  return given !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(given) ? given : randomUUID()
}
