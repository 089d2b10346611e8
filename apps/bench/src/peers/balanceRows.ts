import type { Balance, Credit } from '@credits-server/contract'

/** A credit that can be spent, as `pg` and `knex` give it; all but `version` null where the user has none. */
export type CreditRow = {
  readonly version: string
  readonly id: string | null
  readonly value_wei: string
  readonly spent_wei: string
  readonly created_at: Date
  readonly expires_at: Date
  readonly signature: string
  readonly season_id: number | null
  readonly goal_id: string | null
  readonly chain_id: string
  readonly contract: string
  readonly salt: string
}

/** Reads what a user can spend in one journey; no row for a user that nobody knows. */
export const balanceQuery = {
  name: 'balance',
  text: `
    select u.version, c.id, c.value_wei, c.spent_wei, c.created_at, c.expires_at, c.signature, c.season_id, c.goal_id,
      c.chain_id, c.contract, c.salt
    from users u
    left join credits c on c.address = u.address and c.claimed_at is not null and c.revoked_at is null
      and c.spent_wei < c.value_wei and c.expires_at > now()
    where u.address = $1
    order by c.expires_at, c.created_at, c.id`,
}

/** What these peers answer: of ours all but the last changes and the snapshot's id, and nobody is flagged. */
export type PlainBalance = Omit<Balance, 'snapshotId' | 'changes'>

/** Makes the balance of a user's rows. */
export function presentBalance(rows: readonly CreditRow[]): PlainBalance {
  const credits = rows.filter(({ id }) => id !== null)
  const totalWei = credits.reduce((sum, row) => sum + BigInt(row.value_wei) - BigInt(row.spent_wei), 0n)
  return {
    credits: credits.map(presentCredit),
    totalCredits: mana(totalWei),
    totalCreditsWei: String(totalWei),
    version: Number(rows[0]?.version),
    nextExpiryAt: credits[0]?.expires_at.toISOString() ?? null,
  }
}

function presentCredit(row: CreditRow): Credit {
  return {
    id: row.id ?? '',
    amount: mana(row.value_wei),
    status: row.spent_wei === '0' ? 'AVAILABLE' : 'PARTIALLY_USED',
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    signature: row.signature,
    ...(row.season_id === null ? {} : { seasonId: row.season_id }),
    ...(row.goal_id === null ? {} : { goalId: row.goal_id }),
    availableAmount: mana(BigInt(row.value_wei) - BigInt(row.spent_wei)),
    onChain: {
      chainId: Number(row.chain_id),
      contract: row.contract,
      value: row.value_wei,
      spent: row.spent_wei,
      expiresAt: row.expires_at.getTime() / 1_000,
      salt: row.salt,
    },
  }
}

function mana(wei: string | bigint): number {
  return Number(wei) / 1e18
}
