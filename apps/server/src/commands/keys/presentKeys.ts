import type { ApiKey } from '@credits-server/contract'

/** Presents keys as a table for people. */
export function presentKeys(keys: readonly ApiKey[]): string {
  const rows = [
    ['ID', 'CLIENT', 'MANA A DAY', 'LAST USED', 'ENDS', 'SCOPES'],
    ...keys.map((key) => [
      key.id,
      key.client,
      key.dailyQuota ?? 'no limit',
      key.lastUsedAt ?? 'never',
      endOf(key),
      key.scopes.join(' '),
    ]),
  ]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Presents when a key ends, or has ended. */
export function endOf({ expiresAt, revokedAt }: Pick<ApiKey, 'expiresAt' | 'revokedAt'>): string {
  return revokedAt === null ? (expiresAt ?? 'never') : `revoked ${revokedAt}`
}
