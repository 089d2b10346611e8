import type { Knex } from 'knex'
import { transact } from '../db/transact.js'
import { type Author, aimAt } from './Author.js'
import { recordWrite } from './recordWrite.js'

/**
 * Runs `work` in one transaction and records in the same one who has asked for it: the door of every write. `commitChange` is
 * the door of one balance, `runIdempotent` that of what is made once for each key. Nothing else opens a transaction, and a test
 * sees to it.
 *
 * **Shape:** `targetOf` names what was made, where the request could not.
 * **Errors:** those of transact.
 */
export function commitWrite<T>(
  knex: Knex,
  author: Author,
  work: (trx: Knex.Transaction) => Promise<T>,
  targetOf?: (made: T) => string,
): Promise<T> {
  return transact(knex, async (trx) => {
    const made = await work(trx)
    await recordWrite(trx, targetOf ? aimAt(author, targetOf(made)) : author)
    return made
  })
}
