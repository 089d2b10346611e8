import type { Address } from '@credits-server/onchain'
import type { ChangeAuthor } from '../ledger/changeBalance.js'
import { commitChange, type Ledger } from '../ledger/commitChange.js'
import { moveSpent } from '../ledger/moveSpent.js'

type Input = ChangeAuthor & {
  readonly address: Address
  readonly creditId: string
  readonly amountWei: bigint
}

/** Gives back what a spend took that the chain no longer knows, with a higher version; returns that version. */
export function undoSpend(ledger: Ledger, { address, actor, cause, creditId, amountWei }: Input): Promise<number> {
  return commitChange(ledger, { address, actor, cause }, async (trx, user) => [
    await moveSpent(trx, user, { kind: 'restored', creditId, amountWei }),
  ])
}
