import { createHash } from 'node:crypto'
import { type ErrorCode, errorCodes } from '@credits-server/contract'
import type { Knex } from 'knex'
import pg from 'pg'
import type { Author } from '../audit/Author.js'
import { recordWrite } from '../audit/recordWrite.js'
import { transact } from '../db/transact.js'
import { CreditsError } from '../errors/CreditsError.js'

/** What makes a request the same request. */
export type IdempotentRequest = {
  readonly actor: Author
  readonly operation: string
  readonly key: string
  /** Everything of the request that decides what it does. */
  readonly request: Readonly<Record<string, unknown>>
}

/** A result as it was first answered. */
export type Remembered = { readonly status: number; readonly body: string }

type Outcome = Remembered & { readonly replayed: boolean }

/**
 * Runs an effect at most once for each key of a client and operation, and remembers how it ended: the result, or the business
 * refusal (409, 422, 429), which stays a refusal. The key's row is inserted first, so a unique index arbitrates and the second
 * request waits for the first; the effect runs under a savepoint, so a refusal leaves nothing but its record. The audit log
 * has the effect and who has asked for it; what was refused, or answered again, it has not.
 *
 * **Errors:** the effect's; IDEMPOTENCY_KEY_REUSED; IDEMPOTENCY_IN_PROGRESS after 2 s of waiting; UNAVAILABLE;
 * OUTCOME_UNKNOWN.
 */
export async function runIdempotent(
  knex: Knex,
  input: IdempotentRequest,
  effect: (trx: Knex.Transaction) => Promise<Remembered>,
): Promise<Outcome> {
  const outcome = await transact(knex, async (trx) => {
    const { actor, operation, key } = input
    const { client } = actor
    const fingerprint = digest(input.request)
    const created_at = trx.raw("date_trunc('milliseconds', clock_timestamp())")
    const inserted = await takeTurn(
      trx('idempotency_keys')
        .insert({ client, operation, key, fingerprint, created_at })
        .onConflict()
        .ignore()
        .returning('key'),
    )
    const record = trx('idempotency_keys').where({ client, operation, key })
    if (inserted.length === 0) {
      const stored = await record.first('fingerprint', 'status', 'body')
      if (!stored?.fingerprint.equals(fingerprint)) throw new CreditsError('IDEMPOTENCY_KEY_REUSED')
      return { status: stored.status, body: stored.body, replayed: true }
    }
    const { refusal, ...result } = await underSavepoint(trx, async (savepoint) => {
      await recordWrite(savepoint, actor)
      return effect(savepoint)
    })
    await record.update(result)
    return { ...result, replayed: false, refusal }
  })
  // What a refusal says of its moment, such as Retry-After, is not true of a later one.
  if ('refusal' in outcome && outcome.refusal) throw outcome.refusal
  if (outcome.status >= 400) throw recall(outcome)
  return outcome
}

/** Waits for the request that holds the key, for as long as the session's lock_timeout allows. */
async function takeTurn<T>(insert: PromiseLike<T>): Promise<T> {
  try {
    return await insert
  } catch (cause) {
    const waited = cause instanceof pg.DatabaseError && cause.code === '55P03'
    throw waited ? new CreditsError('IDEMPOTENCY_IN_PROGRESS', { headers: { 'Retry-After': '1' }, cause }) : cause
  }
}

/** A refusal that is remembered takes the effect back and becomes a record; any other error takes everything back. */
async function underSavepoint(
  trx: Knex.Transaction,
  effect: (trx: Knex.Transaction) => Promise<Remembered>,
): Promise<Remembered & { readonly refusal?: CreditsError }> {
  try {
    return await trx.transaction(effect)
  } catch (error) {
    if (!(error instanceof CreditsError) || !isRemembered(error.code)) throw error
    const { code, details = {} } = error
    return { status: errorCodes[code].status, body: JSON.stringify({ code, details }), refusal: error }
  }
}

function isRemembered(code: ErrorCode): boolean {
  return [409, 422, 429].includes(errorCodes[code].status) && code !== 'IDEMPOTENCY_KEY_REUSED'
}

function recall({ body }: Remembered): CreditsError {
  const { code, details }: { code: ErrorCode; details: Record<string, unknown> } = JSON.parse(body)
  const shown = Object.keys(details).length > 0 ? { details } : {}
  return new CreditsError(code, { ...shown, headers: { 'Idempotency-Replayed': 'true' } })
}

/** The order in which a client writes the fields of its body does not matter. */
function digest(request: Readonly<Record<string, unknown>>): Buffer {
  const sorted = Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest()
}
