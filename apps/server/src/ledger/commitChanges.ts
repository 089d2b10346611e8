import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { type Author, aimAt } from '../audit/Author.js'
import { recordWrite } from '../audit/recordWrite.js'
import { transact } from '../db/transact.js'
import { type ChangesSubject, changeBalances, type LockedUser } from './changeBalances.js'
import type { Ledger } from './commitChange.js'
import type { Fact } from './Fact.js'

/** What became of one user; `version` is 0 for an address without a row. */
export type UserChange = { readonly address: Address; readonly version: number; readonly changed: boolean }

/** Whose balances are changed, and by whom. */
export type CommitSubjects = Omit<ChangesSubject, 'actor'> & { readonly actor: Author }

/**
 * Makes one change of many balances in a transaction of its own, all of it or nothing, records who has asked for it, and
 * tells after the commit. `change` returns those to whom something happened, and what. Returns what became of each address, in
 * the order in which they were given.
 *
 * **Errors:** those of `change`; UNAVAILABLE, OUTCOME_UNKNOWN.
 */
export async function commitChanges(
  { knex, hints }: Ledger,
  { actor, ...subject }: CommitSubjects,
  change: (trx: Knex.Transaction, users: readonly LockedUser[]) => Promise<ReadonlyMap<Address, readonly Fact[]>>,
): Promise<UserChange[]> {
  const [only, ...others] = subject.addresses
  const author = only !== undefined && others.length === 0 ? aimAt(actor, only) : actor
  let happened: ReadonlyMap<Address, readonly Fact[]> = new Map()
  const reached = await transact(knex, (trx) =>
    changeBalances(trx, { ...subject, actor: actor.client }, async (found) => {
      const users = [...found.values()]
      happened = await change(trx, users)
      await recordWrite(trx, author)
      return users.map((user) => ({ user, facts: happened.get(user.address) ?? [] }))
    }),
  )
  const versions = new Map(reached.map(({ address, version }) => [address, version]))
  const changes = subject.addresses.map((address) => ({
    address,
    version: versions.get(address) ?? 0,
    changed: happened.has(address),
  }))
  // Also of those that are as they were: another instance may have changed them, and who asks again has perhaps not been told.
  for (const { address, version } of changes) if (version > 0) hints.publish({ address, version })
  return changes
}
