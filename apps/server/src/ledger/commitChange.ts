import type { Knex } from 'knex'
import { transact } from '../db/transact.js'
import type { Hints } from '../hints/Hints.js'
import { type ChangeSubject, changeBalance, type LockedUser } from './changeBalance.js'
import type { Fact } from './Fact.js'

/** Where changes are made, and who is told of them. */
export type Ledger = { readonly knex: Knex; readonly hints: Hints }

/**
 * Makes one change of a balance in a transaction of its own, and tells of it after the commit. Returns the user's version.
 *
 * **Errors:** those of `change`; UNAVAILABLE, OUTCOME_UNKNOWN.
 */
export async function commitChange(
  { knex, hints }: Ledger,
  subject: ChangeSubject,
  change: (trx: Knex.Transaction, user: LockedUser) => Promise<readonly Fact[]>,
): Promise<number> {
  const version = await transact(knex, (trx) => changeBalance(trx, subject, (user) => change(trx, user)))
  hints.publish({ address: subject.address, version })
  return version
}
