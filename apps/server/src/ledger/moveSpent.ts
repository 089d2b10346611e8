import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import type { ChangeAuthor, LockedUser } from './changeBalance.js'
import type { Fact } from './Fact.js'

/** A part of a credit that was spent, and who saw it. */
export type Spend = ChangeAuthor & {
  readonly address: Address
  readonly creditId: string
  readonly amountWei: bigint
}

/** A spend, or one that is given back. */
type SpentMove = Pick<Spend, 'creditId' | 'amountWei'> & { readonly kind: 'spent' | 'restored' }

/**
 * Moves what has been spent of a locked user's credit. A late truth wins: an expired or revoked credit moves as well. What
 * does not fit (more than is left, more than was spent, an unknown credit) is refused by the database or found missing.
 */
export async function moveSpent(
  trx: Knex.Transaction,
  user: LockedUser,
  { kind, creditId, amountWei }: SpentMove,
): Promise<Fact> {
  const wei = kind === 'spent' ? amountWei : -amountWei
  const moved = await trx('credits')
    .where({ id: creditId, address: user.address })
    .update({ spent_wei: trx.raw('spent_wei + ?::numeric', [String(wei)]) })
  if (moved !== 1) throw new Error(`there is no credit ${creditId} of ${user.address}`)
  return { kind, creditId, amountWei }
}
