import type { Knex } from 'knex'
import { type ApiKeyText, hashApiKey } from '../keys/ApiKeyText.js'
import { type KeyRow, keyColumns } from '../keys/KeyRow.js'
import type { KeyRights } from './assertWithinOwnRights.js'

/** Inserts a key, of which only the hash is kept. */
export async function insertKey(
  trx: Knex.Transaction,
  { id, text }: ApiKeyText,
  { client, scopes, dailyQuotaWei, expiresAt }: KeyRights,
  at: Date,
): Promise<KeyRow> {
  const [row] = await trx('api_keys')
    .insert({
      id,
      client,
      hash: hashApiKey(text),
      scopes: [...scopes],
      daily_quota_wei: dailyQuotaWei === null ? null : String(dailyQuotaWei),
      created_at: at,
      expires_at: expiresAt,
    })
    .returning<KeyRow[]>([...keyColumns])
  if (!row) throw new Error('an inserted key was not returned')
  return row
}
