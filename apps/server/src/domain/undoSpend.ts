import { commitChange, type Ledger } from '../ledger/commitChange.js'
import { moveSpent, type Spend } from '../ledger/moveSpent.js'

/** Gives back what a spend took that the chain no longer knows, with a higher version; returns that version. */
export function undoSpend(ledger: Ledger, { address, actor, cause, creditId, amountWei }: Spend): Promise<number> {
  return commitChange(ledger, { address, actor: { client: actor }, cause }, async (trx, user) => [
    await moveSpent(trx, user, { kind: 'restored', creditId, amountWei }),
  ])
}
