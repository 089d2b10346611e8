import type { Context } from 'koa'
import type { Resource } from './Resource.js'

/** Sets the CORS headers of an answer; without a resource (404) the answer is public. */
export type ShareAcrossOrigins = (ctx: Context, resource?: Resource) => void

/** Whose pages may read public answers: anyone's, or those of the listed origins. */
export type CorsOrigins = '*' | readonly string[]

/** The headers by which a public answer is shared with `origin`. */
export function sharingHeaders(origins: CorsOrigins, origin: string): Readonly<Record<string, string>> {
  // Without a list an answer is the same for every origin and for none: a cache may keep it for all of them.
  if (origins !== '*' && !origins.includes(origin)) return {}
  return {
    'Access-Control-Allow-Origin': origins === '*' ? '*' : origin,
    'Access-Control-Expose-Headers': exposed,
  }
}

const exposed = 'ETag, Retry-After, X-Request-Id, Idempotency-Replayed'
const allowed = [
  'Accept',
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-None-Match',
  'Last-Event-ID',
  'X-Request-Id',
]
const preflightSeconds = '86400'

/**
 * Creates the sharing of answers with pages of other origins. Public operations are shared with whom `CORS_ORIGINS` names,
 * never with credentials; operations that need a key are shared with nobody. @koa/cors decides for a whole app and cannot
 * allow a family of headers (`x-identity-*`), so this is our own.
 */
export function createShareAcrossOrigins(origins: CorsOrigins): ShareAcrossOrigins {
  return function shareAcrossOrigins(ctx, resource) {
    if (origins !== '*') ctx.vary('Origin')
    const origin = ctx.get('Origin')
    const methods = publicMethods(resource)
    const asked = resource?.operations.get(ctx.method)
    if (methods.length === 0 || (asked && asked.access !== 'public')) return
    const sharing = sharingHeaders(origins, origin)
    if (Object.keys(sharing).length === 0) return
    ctx.set(sharing)
    if (ctx.method === 'OPTIONS' && ctx.get('Access-Control-Request-Method') !== '') {
      ctx.set('Access-Control-Allow-Methods', methods.join(', '))
      ctx.set('Access-Control-Allow-Headers', [...allowed, ...identityHeaders(ctx)].join(', '))
      ctx.set('Access-Control-Max-Age', preflightSeconds)
    }
  }
}

function publicMethods(resource: Resource | undefined): string[] {
  if (!resource) return ['GET', 'HEAD']
  const operations = [...resource.operations.values()].filter(({ access }) => access === 'public')
  return operations.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
}

/** A wildcard allows no family of names, so those of a signed fetch are allowed as they are asked for. */
function identityHeaders(ctx: Context): string[] {
  const asked = ctx.get('Access-Control-Request-Headers').split(',')
  return asked.map((name) => name.trim().toLowerCase()).filter((name) => /^x-identity-[a-z0-9-]+$/.test(name))
}
