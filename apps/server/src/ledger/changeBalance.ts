import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import type { Fact } from './Fact.js'
import { takeFromBudgets } from './takeFromBudgets.js'

/** Who or what makes a change. */
export type ChangeAuthor = {
  readonly actor: string
  readonly cause: 'operator' | 'goal' | 'chain' | 'demo' | null
}

/** A user whose row is locked until the end of the transaction. */
export type LockedUser = {
  readonly address: Address
  readonly version: number
  readonly knownAt: Date | null
  readonly optedOutAt: Date | null
  /** The one time of this operation, whole milliseconds; never before the user's last one. */
  readonly at: Date
}

/** Whose balance is changed, and by whom. */
export type ChangeSubject = ChangeAuthor & {
  readonly address: Address
  /** Tells a history of the past; only the demo's seed has one. */
  readonly at?: Date
}

/**
 * Changes what a user's balance shows: locks the user, lets `change` change the rows, writes one entry for each fact it
 * returns and moves the version, all in the caller's transaction. No facts, no change. A user who is not there yet gets a row.
 *
 * The time is taken once and after the lock: `now()` is the transaction's start, and under a lock wait version 2 would get an
 * earlier time than version 1.
 *
 * **Errors:** those of `change`; those of takeFromBudgets.
 *
 * @returns the user's version afterwards.
 */
export async function changeBalance(
  trx: Knex.Transaction,
  { address, actor, cause, at }: ChangeSubject,
  change: (user: LockedUser) => Promise<readonly Fact[]>,
): Promise<number> {
  const user = await lockUser(trx, address, at)
  const facts = await change(user)
  if (facts.length === 0) return user.version

  const rows = facts.map((fact, index) => ({
    address,
    version: user.version + index + 1,
    kind: fact.kind,
    credit_id: 'creditId' in fact ? fact.creditId : null,
    amount_wei: 'amountWei' in fact ? String(fact.amountWei) : '0',
    cause,
    actor,
    reason: 'reason' in fact ? fact.reason : null,
    at: user.at,
  }))
  for (let from = 0; from < rows.length; from += rowsPerInsert) {
    await trx('entries').insert(rows.slice(from, from + rowsPerInsert))
  }
  const version = user.version + facts.length
  await trx('users').where({ address }).update({ version, last_at: user.at })
  // Last in the order of locks: a season's row is what all its grants meet at, and is held from here to the commit.
  await takeFromBudgets(trx, facts, user.at)
  return version
}

/** Postgres takes 65,535 parameters in one statement. */
const rowsPerInsert = 500

/** The time is read outside the locking select: a row that was waited for does not make Postgres evaluate it again. */
const lockStatement = `
  with locked as materialized (select version, known_at, opted_out_at, last_at from users where address = ? for update)
  select version, known_at, opted_out_at,
    date_trunc('milliseconds', greatest(coalesce(?::timestamptz, clock_timestamp()), last_at)) as at
  from locked`

type UserRow = { version: string; known_at: Date | null; opted_out_at: Date | null; at: Date }

async function lockUser(trx: Knex.Transaction, address: Address, at: Date | undefined): Promise<LockedUser> {
  await trx('users').insert({ address }).onConflict('address').ignore()
  const { rows } = await trx.raw<{ rows: UserRow[] }>(lockStatement, [address, at ?? null])
  const [row] = rows
  if (!row) throw new Error('a user that was just made is not there')
  return { address, version: Number(row.version), knownAt: row.known_at, optedOutAt: row.opted_out_at, at: row.at }
}
