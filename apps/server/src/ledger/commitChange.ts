import type { Knex } from 'knex'
import { type Author, aimAt } from '../audit/Author.js'
import { commitWrite } from '../audit/commitWrite.js'
import type { Hints } from '../hints/Hints.js'
import { type ChangeSubject, changeBalance, type LockedUser } from './changeBalance.js'
import type { Fact } from './Fact.js'

/** Where changes are made, and who is told of them. */
export type Ledger = { readonly knex: Knex; readonly hints: Hints }

/** Whose balance is changed, and by whom. */
export type CommitSubject = Omit<ChangeSubject, 'actor'> & { readonly actor: Author }

/**
 * Makes one change of a balance in a transaction of its own, records who has asked for it, and tells of it after the commit.
 * Returns the user's version.
 *
 * **Errors:** those of `change`; UNAVAILABLE, OUTCOME_UNKNOWN.
 */
export async function commitChange(
  { knex, hints }: Ledger,
  { actor, ...subject }: CommitSubject,
  change: (trx: Knex.Transaction, user: LockedUser) => Promise<readonly Fact[]>,
): Promise<number> {
  const version = await commitWrite(knex, aimAt(actor, subject.address), (trx) =>
    changeBalance(trx, { ...subject, actor: actor.client }, (user) => change(trx, user)),
  )
  hints.publish({ address: subject.address, version })
  return version
}
