import { commitChange, type Ledger } from '../ledger/commitChange.js'
import { moveSpent, type Spend } from '../ledger/moveSpent.js'

/** Records that a part of a credit was spent, and returns the user's version. Whoever calls it has seen the spend. */
export function recordSpend(ledger: Ledger, { address, actor, cause, creditId, amountWei }: Spend): Promise<number> {
  return commitChange(ledger, { address, actor: { client: actor }, cause }, async (trx, user) => [
    await moveSpent(trx, user, { kind: 'spent', creditId, amountWei }),
  ])
}
