import type { ContractOperation } from './document.js'
import type { Sent } from './exchange.js'

/** A request before it is written down. */
export type RequestParts = {
  /** Values of the path's parameters, as they are before they are encoded. */
  readonly path: Readonly<Record<string, string>>
  /** Segments that are sent as they stand here. */
  readonly rawPath?: Readonly<Record<string, string>>
  readonly query: readonly (readonly [name: string, value: string])[]
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** JSON text, or anything else. */
  readonly body?: string | Buffer
}

/** Writes a request of an operation down; what is not said otherwise is right. */
export function compose(operation: ContractOperation, parts: RequestParts, credential: string): Sent {
  const path = operation.path.replace(
    /\{(\w+)\}/g,
    (_, name: string) => parts.rawPath?.[name] ?? encode(parts.path[name] ?? name),
  )
  const query = parts.query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
  const names = new Set(parts.headers.map(([name]) => name.toLowerCase()))
  const usual: [string, string][] = [
    ...(operation.access === 'bearer' ? [['Authorization', `Bearer ${credential}`] as [string, string]] : []),
    ...(parts.body === undefined ? [] : [['Content-Type', 'application/json'] as [string, string]]),
  ]
  return {
    method: operation.method,
    path: query === '' ? path : `${path}?${query}`,
    headers: [...usual.filter(([name]) => !names.has(name.toLowerCase())), ...parts.headers],
    ...(parts.body === undefined ? {} : { body: parts.body }),
  }
}

/** Half of a surrogate pair has no encoding; it cannot be sent. */
export const wellFormed = (text: string) => text.replace(/\p{Cs}/gu, '\ufffd')

const encode = (text: string) => encodeURIComponent(wellFormed(text))
