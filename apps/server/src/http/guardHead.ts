import type { IncomingMessage } from 'node:http'
import type { Context, Middleware } from 'koa'
import { CreditsError } from '../errors/CreditsError.js'
import type { ShareAcrossOrigins } from './shareAcrossOrigins.js'

const maxHeaderLines = 64
const maxUrlBytes = 2_048
const hostForm = /^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$/
const authority = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i

/**
 * Checks what Node leaves to us of a request's head: number of header lines, length of the URL, `Host`, `Expect`; and reduces
 * an absolute URL to its path. What it refuses belongs to no path yet, so like an unknown path it is public.
 *
 * **Errors:** HEADERS_TOO_LARGE, URI_TOO_LONG, MALFORMED_REQUEST, INVALID_HOST, EXPECTATION_FAILED.
 */
export function createGuardHead(shareAcrossOrigins: ShareAcrossOrigins): Middleware {
  return async function guardHead(ctx, next) {
    const { url = '' } = ctx.req
    // [V] `OPTIONS *` and the absolute form reach us in req.url as they were sent, and Koa's URL parser throws at some
    // authorities (`a://[`), in the log line of a refused request too: this comes before anything that can refuse.
    ctx.url = reduceToPath(url)
    const refusal = findRefusal(ctx, url)
    if (refusal) {
      shareAcrossOrigins(ctx)
      throw refusal
    }
    if (url === '*' && ctx.method === 'OPTIONS') {
      ctx.status = 204
      return
    }
    await next()
  }
}

function reduceToPath(url: string): string {
  const path = url.replace(authority, '')
  return /^[/*]/.test(path) ? path : `/${path}`
}

/** Whether none of these checks would refuse a head, as far as that can be told at a glance. */
export function isPlainHead({ rawHeaders, headers, httpVersionMajor, httpVersionMinor }: IncomingMessage): boolean {
  if (rawHeaders.length / 2 > maxHeaderLines || headers.expect !== undefined) return false
  if (httpVersionMajor !== 1 || httpVersionMinor !== 1 || !hostForm.test(headers.host ?? '')) return false
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts === 1
}

function findRefusal({ req }: Context, url: string): CreditsError | null {
  const { rawHeaders, headers, httpVersion } = req
  if (rawHeaders.length / 2 > maxHeaderLines) return new CreditsError('HEADERS_TOO_LARGE')
  if (url.length > maxUrlBytes) return new CreditsError('URI_TOO_LONG')
  const close = { headers: { Connection: 'close' } }
  // [spec] RFC 9112 3.2: a request target has no fragment.
  if (url.includes('#')) return new CreditsError('MALFORMED_REQUEST', close)

  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
  // [spec] RFC 9112 3.2: exactly one Host in HTTP/1.1; HTTP/1.0 may leave it out.
  const missing = hosts.length === 0 && httpVersion !== '1.0'
  if (missing || hosts.length > 1 || (hosts.length === 1 && !hostForm.test(headers.host ?? ''))) {
    return new CreditsError('INVALID_HOST', close)
  }
  // [spec] RFC 9110 10.1.1: 100-continue is the only expectation there is, and HTTP/1.0 has none.
  const expects = headers.expect !== undefined && httpVersion !== '1.0'
  return expects && !/^100-continue$/i.test(headers.expect ?? '') ? new CreditsError('EXPECTATION_FAILED') : null
}
