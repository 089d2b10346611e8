import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from 'koa'
import type { Actor } from '../domain/Actor.js'
import { CreditsError } from '../errors/CreditsError.js'

/** Says who asks. */
export type Authenticate = (ctx: Context) => Actor

/**
 * Creates the check of `Authorization: Bearer <key>`. Keys are compared as digests in constant time. A key in the query is
 * none.
 *
 * **Errors:** UNAUTHORIZED; MALFORMED_REQUEST for two Authorization lines, of which Node would drop one.
 */
export function createAuthenticate(rootApiKey: string): Authenticate {
  const rootDigest = digest(rootApiKey)
  return function authenticate({ req }) {
    const lines = req.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization')
    if (lines.length > 1) throw new CreditsError('MALFORMED_REQUEST')
    const [, key] = /^Bearer ([!-~]+)$/i.exec(req.headers.authorization ?? '') ?? []
    if (key !== undefined && timingSafeEqual(digest(key), rootDigest)) return { client: 'root', scopes: 'all' }
    throw new CreditsError('UNAUTHORIZED', { headers: { 'WWW-Authenticate': 'Bearer realm="credits"' } })
  }
}

const digest = (key: string) => createHash('sha256').update(key).digest()
