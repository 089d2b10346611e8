import type { Address } from '@credits-server/onchain'
import type { Transaction } from '../db/Session.js'
import { type ChangeAuthor, changeBalances, type LockedUser } from './changeBalances.js'
import type { Fact } from './Fact.js'

export type { ChangeAuthor, LockedUser } from './changeBalances.js'

/** Whose balance is changed, and by whom. */
export type ChangeSubject = ChangeAuthor & {
  readonly address: Address
  /** Tells a history of the past; only the demo's seed has one. */
  readonly at?: Date
  /**
   * Most that the actor may grant in a day, null without limit; given wherever a client with a key grants what it likes. Left
   * out, nothing is counted.
   */
  readonly dailyQuotaWei?: bigint | null | undefined
}

/**
 * Changes what one user's balance shows, as `changeBalances` does for many: locks the user, lets `change` change the rows,
 * writes one entry for each fact it returns and moves the version, all in the caller's transaction. No facts, no change.
 *
 * **Errors:** those of `change`; those of takeFromBounds.
 *
 * @returns the user's version afterwards.
 */
export async function changeBalance(
  trx: Transaction,
  { address, ...subject }: ChangeSubject,
  change: (user: LockedUser) => Promise<readonly Fact[]>,
): Promise<number> {
  const [moved] = await changeBalances(trx, { ...subject, addresses: [address] }, async (users) => {
    const user = users.get(address)
    if (!user) throw new Error('a user that was just made is not there')
    return [{ user, facts: await change(user) }]
  })
  return moved?.version ?? 0
}
