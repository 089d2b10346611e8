import { createHash } from 'node:crypto'
import { type ErrorCode, errorCodes } from '@credits-server/contract'
import type { Knex } from 'knex'
import pg from 'pg'
import type { Author } from '../audit/Author.js'
import { recordWrite } from '../audit/recordWrite.js'
import { runStatement } from '../db/runStatement.js'
import { ahead, type Session } from '../db/Session.js'
import { transactStatements } from '../db/transact.js'
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
  effect: (trx: Session) => Promise<Remembered>,
): Promise<Outcome> {
  const outcome = await transactStatements(knex, async (trx) => {
    const { actor, operation, key } = input
    const id = [actor.client, operation, key]
    const fingerprint = digest(input.request)
    // The key, the savepoint and the audit log's record are one journey; whose turn it is decides what becomes of them.
    const turn = ahead(takeTurn(trx, [...id, fingerprint]))
    try {
      const result = await trx.underSavepoint(async () => {
        const recorded = ahead(recordWrite(trx, actor))
        if (!(await turn)) throw new AskedBefore()
        await recorded
        return effect(trx)
      })
      rememberOutcome(trx, id, result)
      return { ...result, replayed: false }
    } catch (error) {
      if (error instanceof AskedBefore) return recall(trx, id, fingerprint)
      if (!(error instanceof CreditsError) || !isRemembered(error.code)) throw error
      const { code, details = {} } = error
      const refused = { status: errorCodes[code].status, body: JSON.stringify({ code, details }) }
      rememberOutcome(trx, id, refused)
      return { ...refused, replayed: false, refusal: error }
    }
  })
  // What a refusal says of its moment, such as Retry-After, is not true of a later one.
  if ('refusal' in outcome) throw outcome.refusal
  if (outcome.status >= 400) throw refusalAgain(outcome)
  return outcome
}

/** The key has a record, which another request has made. */
class AskedBefore extends Error {
  override name = 'AskedBefore'
}

const takeKey = {
  name: 'take-key',
  text: `insert into idempotency_keys (client, operation, key, fingerprint, created_at)
    values ($1, $2, $3, $4, date_trunc('milliseconds', clock_timestamp())) on conflict do nothing returning key`,
}

/** Waits for the request that holds the key, for as long as the session's lock_timeout allows; tells whether there was none. */
async function takeTurn(trx: Session, values: readonly unknown[]): Promise<boolean> {
  try {
    return (await runStatement(trx, takeKey, values)).length > 0
  } catch (cause) {
    const waited = cause instanceof pg.DatabaseError && cause.code === '55P03'
    throw waited ? new CreditsError('IDEMPOTENCY_IN_PROGRESS', { headers: { 'Retry-After': '1' }, cause }) : cause
  }
}

const remember = {
  name: 'remember-outcome',
  text: 'update idempotency_keys set status = $4, body = $5 where client = $1 and operation = $2 and key = $3',
}

/** Travels with the COMMIT behind it, which does not come to pass without it. */
function rememberOutcome(trx: Session, id: readonly string[], { status, body }: Remembered): void {
  void ahead(runStatement(trx, remember, [...id, status, body]))
}

const recallStatement = {
  name: 'recall-outcome',
  text: 'select fingerprint, status, body from idempotency_keys where client = $1 and operation = $2 and key = $3',
}

type Row = Remembered & { readonly fingerprint: Buffer }

async function recall(trx: Session, id: readonly string[], fingerprint: Buffer) {
  const [stored] = await runStatement<Row>(trx, recallStatement, id)
  if (!stored?.fingerprint.equals(fingerprint)) throw new CreditsError('IDEMPOTENCY_KEY_REUSED')
  return { status: stored.status, body: stored.body, replayed: true }
}

/** What says only how the key stands is not what became of the request. */
function isRemembered(code: ErrorCode): boolean {
  return [409, 422, 429].includes(errorCodes[code].status) && !/^IDEMPOTENCY_/.test(code)
}

function refusalAgain({ body }: Remembered): CreditsError {
  const { code, details }: { code: ErrorCode; details: Record<string, unknown> } = JSON.parse(body)
  const shown = Object.keys(details).length > 0 ? { details } : {}
  return new CreditsError(code, { ...shown, headers: { 'Idempotency-Replayed': 'true' } })
}

/** The order in which a client writes the fields of its body does not matter. */
function digest(request: Readonly<Record<string, unknown>>): Buffer {
  const sorted = Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest()
}
