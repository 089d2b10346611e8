import type { Address } from '@credits-server/onchain'
import type { Transaction } from '../db/Session.js'
import type { LockedUser, UserFacts } from './changeBalances.js'
import type { Fact } from './Fact.js'
import { moveSpent, type SpentMove } from './moveSpent.js'

/** Moves what has been spent of locked users' credits, as `moveSpent` does, and returns each user's facts in the order of the moves. */
export async function moveSpentOfUsers(
  trx: Transaction,
  users: ReadonlyMap<Address, LockedUser>,
  moves: readonly SpentMove[],
): Promise<UserFacts[]> {
  if (moves.length === 0) return []
  const facts = await moveSpent(trx, moves)
  const found = new Map<Address, { user: LockedUser; facts: Fact[] }>()
  for (const [nth, { address }] of moves.entries()) {
    const user = users.get(address)
    const fact = facts[nth]
    if (!user || !fact) throw new Error(`the user ${address} of a credit is not there`)
    const own = found.get(address)
    if (own) own.facts.push(fact)
    else found.set(address, { user, facts: [fact] })
  }
  return [...found.values()]
}
