import type { Address } from '@credits-server/onchain'
import type { ChangeAuthor } from '../ledger/changeBalance.js'
import { commitChange, type Ledger } from '../ledger/commitChange.js'
import { moveSpent } from '../ledger/moveSpent.js'

type Input = ChangeAuthor & {
  readonly address: Address
  readonly creditId: string
  readonly amountWei: bigint
}

/** Records that a part of a credit was spent, and returns the user's version. Whoever calls it has seen the spend. */
export function recordSpend(ledger: Ledger, { address, actor, cause, creditId, amountWei }: Input): Promise<number> {
  return commitChange(ledger, { address, actor, cause }, async (trx, user) => [
    await moveSpent(trx, user, { kind: 'spent', creditId, amountWei }),
  ])
}
