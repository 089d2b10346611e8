import { runStatement } from '../db/runStatement.js'
import type { Transaction } from '../db/Session.js'
import type { Author } from './Author.js'

/**
 * Records in the audit log what an author was asked to write, in the transaction that writes it. What nobody has asked for,
 * such as what the chain tells, is not recorded.
 */
export async function recordWrite(trx: Transaction, { client, key, request }: Author): Promise<void> {
  if (!request) return
  const { id, operation, target, idempotencyKey, summary } = request
  const said = [operation, target, id, idempotencyKey, JSON.stringify(summary)]
  await runStatement(trx, statement, [client, key?.id ?? null, ...said])
  request.onRecorded?.()
}

const statement = {
  name: 'record-write',
  text: `insert into audit_log (at, client, key_id, operation, target, request_id, idempotency_key, summary)
    values (date_trunc('milliseconds', clock_timestamp()), $1, $2, $3, $4, $5, $6, $7)`,
}
