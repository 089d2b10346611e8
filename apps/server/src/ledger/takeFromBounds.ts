import type { Transaction } from '../db/Session.js'
import type { Fact } from './Fact.js'
import { takeFromBudgets } from './takeFromBudgets.js'
import { takeFromQuota } from './takeFromQuota.js'

/** Who grants; without a quota, which root and rewards of goals have not, nothing is counted for the client. */
export type Granter = { readonly client: string; readonly dailyQuotaWei: bigint | null | undefined }

/**
 * Takes what was granted from all that bounds it: what the client may grant in a day, then what the seasons have.
 *
 * **Errors:** DAILY_LIMIT; those of takeFromBudgets.
 */
export async function takeFromBounds(
  trx: Transaction,
  { client, dailyQuotaWei }: Granter,
  facts: readonly Fact[],
  at: Date,
): Promise<void> {
  const wei = facts.reduce((sum, fact) => (fact.kind === 'granted' ? sum + fact.amountWei : sum), 0n)
  if (dailyQuotaWei !== undefined && wei > 0n) await takeFromQuota(trx, { client, quotaWei: dailyQuotaWei, at }, wei)
  await takeFromBudgets(trx, facts, at)
}
