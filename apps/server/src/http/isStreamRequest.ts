import type { IncomingMessage } from 'node:http'
import { operationTable } from '@credits-server/contract'

const path = new RegExp(`^${operationTable.getCreditsStream.path.replace(/\{\w+\}/g, '[^/?]+')}(\\?|$)`)

/** Tells whether a request is for a stream and has no body. What it is answered is decided elsewhere. */
export function isStreamRequest({
  method,
  url,
  headers,
}: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): boolean {
  if ((method !== 'GET' && method !== 'HEAD') || !path.test(url ?? '')) return false
  return headers['content-length'] === undefined && headers['transfer-encoding'] === undefined
}
