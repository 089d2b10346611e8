import type { Knex } from 'knex'
import { transact } from '../db/transact.js'
import type { Author } from './Author.js'
import { recordWrite } from './recordWrite.js'

/**
 * Runs `work` in one transaction and records in the same one who has asked for it: the door of every write. `runIdempotent` is
 * the same door for what is made once for each key. Nothing else opens a transaction, and a test sees to it.
 *
 * The record is written first, because what comes last holds the locks at which everybody meets.
 *
 * **Errors:** those of transact.
 */
export function commitWrite<T>(knex: Knex, author: Author, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  return transact(knex, async (trx) => {
    await recordWrite(trx, author)
    return work(trx)
  })
}
