import { type Finding, ok, problem, skipped, warning } from '../Finding.js'
import { nginxLines } from './nginxLines.js'
import type { Origin } from './openOrigin.js'
import { type Read, readOnce } from './readOnce.js'

const check = 'cors'
const why = 'Without these headers a browser hides the answer from pages of other origins.'

type Options = {
  readonly streamPath: string
  /** An answer to a page's request. */
  readonly first: Pick<Read, 'headers'>
  /** The page's origin. */
  readonly page: string
  /** Whether the operator has named it: it must be let in. */
  readonly isNamed: boolean
  readonly headers: Readonly<Record<string, string>>
}

/** Checks that pages of other origins may read, as the server lets them, and may say where a stream was cut. */
export async function checkSharing(origin: Origin, options: Options): Promise<Finding> {
  const { streamPath, first, page, isNamed, headers } = options
  const { vary = '' } = first.headers
  const shared = first.headers['access-control-allow-origin']
  if (shared === undefined && !/\borigin\b/i.test(vary)) {
    const found = 'Access-Control-Allow-Origin does not arrive'
    return problem(check, found, 'Pass it on as the server sends it.', { why, nginx: nginxLines.passed })
  }
  if (shared === undefined) {
    if (isNamed)
      return warning(check, `the server does not let in pages of ${page}`, 'Name it in CORS_ORIGINS.', { why })
    return skipped(check, 'the server lets in the origins of a list', 'Name one of them with --origin.')
  }
  if (shared !== '*' && shared !== page) {
    const found = `Access-Control-Allow-Origin is ${shared}`
    return problem(check, found, 'Let the server alone say it, once.', { why, nginx: nginxLines.shared })
  }
  const exposed = first.headers['access-control-expose-headers']?.toString() ?? ''
  if (!/\betag\b/i.test(exposed)) {
    return problem(check, 'Access-Control-Expose-Headers has no ETag', 'Pass it on.', { why, nginx: nginxLines.passed })
  }
  return await checkPreflight(origin, streamPath, headers)
}

async function checkPreflight(origin: Origin, path: string, headers: Options['headers']): Promise<Finding> {
  const asking = { 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'last-event-id' }
  const { status, headers: given } = await readOnce(origin, path, {
    method: 'OPTIONS',
    headers: { ...headers, ...asking },
  })
  const allowed = given['access-control-allow-headers']?.toString() ?? ''
  if (status < 300 && /\blast-event-id\b/i.test(allowed)) return ok(check, 'pages of other origins may read and resume')
  const found = `a page that asks whether it may send Last-Event-ID is answered ${status}, and ${allowed || 'nothing'} is allowed`
  return problem(check, found, 'Let OPTIONS pass to the server.', { why, nginx: nginxLines.preflight })
}
