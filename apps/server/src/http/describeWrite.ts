import type { Context } from 'koa'
import type { ManagementRequest } from '../audit/Author.js'
import type { ServedOperation } from './Resource.js'

type Parsed = {
  readonly path: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** Describes a request for the audit log; what its body says is told as far as the contract gives it a closed form. */
export function describeWrite(
  { id, summariseBody }: ServedOperation,
  { path, headers, body }: Parsed,
  { state }: Context,
): ManagementRequest {
  const target = Object.values(path).join('/').toLowerCase()
  return {
    id: state['requestId'],
    operation: id,
    target: target === '' ? null : target,
    idempotencyKey: (headers['Idempotency-Key'] as string | undefined) ?? null,
    summary: summariseBody(body),
  }
}
