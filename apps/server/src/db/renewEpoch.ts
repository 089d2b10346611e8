import pg from 'pg'
import { currentIdentity } from './assertSameDatabase.js'

/**
 * Gives the ledger a new epoch and takes the present database as its own. Every snapshot id of the old epoch is void
 * from then on: caches drop what they hold and every stream is sent its balance anew.
 */
export async function renewEpoch(connectionString: string): Promise<{ epoch: string }> {
  const client = new pg.Client({ connectionString, application_name: 'credits-server epoch renew' })
  await client.connect()
  try {
    const { rows } = await client.query<{ epoch: string }>(`
      update ledger_identity set
        epoch = substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
        (system_identifier, database_oid, timeline_id) = (select c.* from (select ${currentIdentity}) c),
        renewed_at = date_trunc('milliseconds', clock_timestamp())
      returning epoch`)
    const row = rows[0]
    if (!row) throw new Error('There is no ledger in this database yet; run `credits-server migrate` first.')
    return row
  } finally {
    await client.end()
  }
}
