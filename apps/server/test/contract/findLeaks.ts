import type { Received } from './exchange.js'

/** Stack lines, source files, folders, SQL and what a driver says. */
export const inner =
  /node_modules|node:|\.[cm]?[jt]s:\d|\n\s+at |\/(work|home|root|tmp)\/|\bselect\b.+\bfrom\b|\binsert into\b|\bsqlstate\b|\beconn[a-z]+\b|\bpostgres|\bpg_|\bknex\b|\bkoa\b/i

/** The version of a program. */
const version = /\bv?\d+\.\d+\.\d+\b(?![.:]\d)/

/** Finds what an answer shows of what the server is made of; what the client said itself is no secret. */
export function findLeaks({ status, headers, body }: Received, said: ReadonlySet<string> = new Set()): string[] {
  const found: string[] = []
  for (const name of ['server', 'x-powered-by', 'via', 'x-aspnet-version']) {
    if (name in headers) found.push(`the header ${name}: ${headers[name]}`)
  }
  for (const [name, value] of Object.entries(headers)) {
    if (name !== 'x-request-id' && !said.has(value) && inner.test(value)) found.push(`the header ${name}: ${value}`)
  }
  // A page and the document are written by hand and are the same for everybody.
  if (!headers['content-type']?.startsWith('application/json') || (status < 400 && body.startsWith('{"openapi"')))
    return found
  for (const text of body === '' ? [] : textsOf(JSON.parse(body))) {
    if (said.has(text)) continue
    const own = text.replace(/".*"/gs, '""')
    if (inner.test(own)) found.push(`inner workings: ${text.slice(0, 200)}`)
    if (status >= 400 && version.test(own)) found.push(`a version: ${text.slice(0, 200)}`)
  }
  return found
}

/** Every text that stands in a JSON value, its names among them. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inside]) => [key, ...textsOf(inside)])
}
