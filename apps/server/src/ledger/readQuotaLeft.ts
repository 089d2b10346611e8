import type { Knex } from 'knex'

/**
 * Reads what a client has left of a daily quota today (UTC), and locks nothing: it says what fits, and `takeFromQuota` alone
 * decides. 0 where the client has granted more than that, with a key that is allowed more.
 */
export async function readQuotaLeft(trx: Knex.Transaction, client: string, quotaWei: bigint): Promise<bigint> {
  const row = await trx('client_days')
    .where({ client, day: trx.raw("(clock_timestamp() at time zone 'UTC')::date") })
    .first('granted_wei')
  const leftWei = quotaWei - BigInt(row?.granted_wei ?? 0)
  return leftWei > 0n ? leftWei : 0n
}
