import type { Address } from '@credits-server/onchain'
import { runStatement } from '../db/runStatement.js'
import type { Transaction } from '../db/Session.js'
import type { Fact } from './Fact.js'

/** A part of a user's credit that was spent, or that is given back. */
export type SpentMove = {
  readonly kind: 'spent' | 'restored'
  readonly address: Address
  readonly creditId: string
  readonly amountWei: bigint
}

/**
 * Moves what has been spent of credits whose users are locked, in one statement however many they are, and returns the fact of
 * each move. A late truth wins: an expired or revoked credit moves as well. What does not fit (more than is left, more than was
 * spent, an unknown credit) is refused by the database or found missing.
 */
export async function moveSpent(trx: Transaction, moves: readonly SpentMove[]): Promise<Fact[]> {
  const sums = new Map<string, { address: Address; wei: bigint }>()
  for (const { kind, address, creditId, amountWei } of moves) {
    const wei = (sums.get(creditId)?.wei ?? 0n) + (kind === 'spent' ? amountWei : -amountWei)
    sums.set(creditId, { address, wei })
  }
  const moved = await runStatement<{ id: string }>(trx, statement, [
    [...sums.keys()],
    [...sums.values()].map(({ address }) => address),
    [...sums.values()].map(({ wei }) => String(wei)),
  ])
  if (moved.length !== sums.size) {
    const there = new Set(moved.map(({ id }) => id))
    const [missing] = [...sums].filter(([id]) => !there.has(id))
    throw new Error(`there is no credit ${missing?.[0]} of ${missing?.[1].address}`)
  }
  return moves.map(({ kind, creditId, amountWei }) => ({ kind, creditId, amountWei }))
}

const statement = {
  name: 'move-spent',
  text: `update credits set spent_wei = spent_wei + move.wei
    from unnest($1::uuid[], $2::text[], $3::numeric[]) move (id, address, wei)
    where credits.id = move.id and credits.address = move.address
    returning credits.id`,
}
