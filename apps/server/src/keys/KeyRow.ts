import type { ApiKey, Scope } from '@credits-server/contract'
import { formatMana } from '@credits-server/onchain'
import { presentSecond } from '../seasons/presentSecond.js'

/** What of a key may leave the database: not its hash. */
export type KeyRow = {
  readonly id: string
  readonly client: string
  readonly scopes: Scope[]
  readonly daily_quota_wei: string | null
  readonly created_at: Date
  readonly last_used_at: Date | null
  readonly expires_at: Date | null
  readonly revoked_at: Date | null
}

export const keyColumns = [
  'id',
  'client',
  'scopes',
  'daily_quota_wei',
  'created_at',
  'last_used_at',
  'expires_at',
  'revoked_at',
] as const

/** Presents a key as operators see it. */
export function presentKey(row: KeyRow): ApiKey {
  return {
    id: row.id,
    client: row.client,
    scopes: row.scopes,
    dailyQuota: row.daily_quota_wei === null ? null : formatMana(BigInt(row.daily_quota_wei)),
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    expiresAt: row.expires_at && presentSecond(row.expires_at),
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }
}
