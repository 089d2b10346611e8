import type { Knex } from 'knex'
import { type Author, aimAt } from '../audit/Author.js'
import { recordWrite } from '../audit/recordWrite.js'
import { transact } from '../db/transact.js'
import type { Hints } from '../hints/Hints.js'
import { type ChangeSubject, changeBalance, type LockedUser } from './changeBalance.js'
import type { Fact } from './Fact.js'

/** Where changes are made, and who is told of them. */
export type Ledger = { readonly knex: Knex; readonly hints: Hints }

/** Whose balance is changed, and by whom. */
export type CommitSubject = Omit<ChangeSubject, 'actor'> & { readonly actor: Author }

/**
 * Makes one change of a balance in a transaction of its own, records who has asked for it, and tells of it after the commit.
 * Returns the user's version. A `change` that finds that nothing is to be done returns null, and nothing is recorded; one that
 * changes something that no balance shows returns no facts.
 *
 * **Errors:** those of `change`; UNAVAILABLE, OUTCOME_UNKNOWN.
 */
export async function commitChange(
  { knex, hints }: Ledger,
  { actor, ...subject }: CommitSubject,
  change: (trx: Knex.Transaction, user: LockedUser) => Promise<readonly Fact[] | null>,
): Promise<number> {
  const author = actor.request?.target === null ? aimAt(actor, subject.address) : actor
  const version = await transact(knex, (trx) =>
    changeBalance(trx, { ...subject, actor: actor.client }, async (user) => {
      const facts = await change(trx, user)
      if (facts === null) return []
      await recordWrite(trx, author)
      return facts
    }),
  )
  hints.publish({ address: subject.address, version })
  return version
}
