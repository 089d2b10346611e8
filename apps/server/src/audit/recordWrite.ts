import type { Knex } from 'knex'
import type { Author } from './Author.js'

/**
 * Records in the audit log what an author was asked to write, in the transaction that writes it. What nobody has asked for,
 * such as what the chain tells, is not recorded.
 */
export async function recordWrite(trx: Knex.Transaction, { client, key, request }: Author): Promise<void> {
  if (!request) return
  await trx('audit_log').insert({
    at: trx.raw("date_trunc('milliseconds', clock_timestamp())"),
    client,
    key_id: key?.id ?? null,
    operation: request.operation,
    target: request.target,
    request_id: request.id,
    idempotency_key: request.idempotencyKey,
    summary: JSON.stringify(request.summary),
  })
  request.onRecorded?.()
}
