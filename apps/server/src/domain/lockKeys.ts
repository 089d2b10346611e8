import type { Knex } from 'knex'
import { unauthorized } from '../errors/unauthorized.js'
import { type KeyRow, keyColumns } from '../keys/KeyRow.js'
import type { Actor } from './Actor.js'

type LockedKeys = {
  /** The time of the operation, whole milliseconds, taken after the locks. */
  readonly at: Date
  /** The key that was asked for, null if there is none. */
  readonly key: KeyRow | null
}

/**
 * Locks the key that an operation is about, if it is about one, and the actor's own, in the order of their ids. Other instances
 * may believe for some seconds in a key that was revoked; it must not leave another one behind.
 *
 * **Errors:** UNAUTHORIZED when the actor's own key has ended.
 */
export async function lockKeys(trx: Knex.Transaction, actor: Actor, id: string | null): Promise<LockedKeys> {
  const own = actor.key?.id
  const ids = [...new Set([id, own].filter((one) => typeof one === 'string'))]
  const rows = await trx('api_keys')
    .select<KeyRow[]>([...keyColumns])
    .whereIn('id', ids)
    .orderBy('id')
    .forNoKeyUpdate()
  const clock = await trx.raw<{ rows: { at: Date }[] }>("select date_trunc('milliseconds', clock_timestamp()) as at")
  const at = clock.rows[0]?.at ?? new Date(Number.NaN)
  const find = (wanted: string | null | undefined) => rows.find((row) => row.id === wanted) ?? null
  if (own !== undefined && !isLive(find(own), at)) throw unauthorized()
  return { at, key: find(id) }
}

/** Asks whether a key is good at a moment. */
export function isLive(key: KeyRow | null, at: Date): key is KeyRow {
  return key !== null && key.revoked_at === null && (key.expires_at === null || key.expires_at > at)
}
