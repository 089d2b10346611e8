import type { Credit, JsonText } from '@credits-server/contract'
import { formatMana } from '@credits-server/onchain'

/** A credit as it was just issued: nothing of it is spent, and it has not expired. */
export type IssuedRow = {
  readonly id: string
  readonly valueWei: bigint
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly signature: string
  readonly seasonId: number | null
  readonly goalId: string | null
  readonly chainId: number
  readonly contract: string
  readonly salt: string
}

/**
 * Presents a credit at the moment it was issued as `creditJson` does, to the byte: whoever has made the row need not read it
 * back, which took a fifth of its time. A test holds the two together.
 */
export function presentIssued(row: IssuedRow): JsonText<Credit> {
  const mana = formatMana(row.valueWei)
  const season = row.seasonId === null ? '' : `,"seasonId":${row.seasonId}`
  const goal = row.goalId === null ? '' : `,"goalId":"${row.goalId}"`
  const expiresAt = row.expiresAt.toISOString().replace('.000Z', 'Z')
  return `{"id":"${row.id}","amount":${mana},"status":"AVAILABLE","createdAt":"${row.createdAt.toISOString()}","expiresAt":"${expiresAt}","signature":"${row.signature}"${season}${goal},"availableAmount":${mana},"onChain":{"chainId":${row.chainId},"contract":"${row.contract}","value":"${row.valueWei}","spent":"0","expiresAt":${row.expiresAt.getTime() / 1_000},"salt":"${row.salt}"}}` as JsonText<Credit>
}
