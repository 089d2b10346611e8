import type { Knex } from 'knex'
import { transact } from '../db/transact.js'
import type { LockedUser } from './changeBalance.js'
import { type ChangeSubjects, type ChangeUsers, changeBalances, type UserChange } from './changeBalances.js'
import type { Ledger } from './commitChange.js'

/**
 * Makes one change of many balances in a transaction of its own, all of it or nothing, and tells after the commit of those that
 * have changed. Returns what became of each address, in the order in which they were given; one without a row is at version 0.
 *
 * **Errors:** those of `change`; UNAVAILABLE, OUTCOME_UNKNOWN.
 */
export async function commitChanges(
  { knex, hints }: Ledger,
  subjects: ChangeSubjects,
  change: (trx: Knex.Transaction, users: readonly LockedUser[]) => ReturnType<ChangeUsers>,
): Promise<UserChange[]> {
  const changes = await transact(knex, (trx) => changeBalances(trx, subjects, (users) => change(trx, users)))
  for (const { address, version, changed } of changes) if (changed) hints.publish({ address, version })
  const byAddress = new Map(changes.map((each) => [each.address, each]))
  return subjects.addresses.map((address) => byAddress.get(address) ?? { address, version: 0, changed: false })
}
