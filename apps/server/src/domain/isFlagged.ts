import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'

/** Tells whether a user is flagged at a moment. */
export async function isFlagged(trx: Knex.Transaction, address: Address, at: Date): Promise<boolean> {
  const active = await trx('flags')
    .where({ address, ended_at: null })
    .where('created_at', '<=', at)
    .where((flag) => flag.whereNull('until').orWhere('until', '>', at))
    .first('id')
  return active !== undefined
}
