import type { Knex } from 'knex'
import { CreditsError } from '../errors/CreditsError.js'
import type { Fact } from './Fact.js'

/**
 * Takes what was granted from the budgets of the seasons it was granted in; it is never given back. By a conditional update:
 * reading first and writing then overspends [V: 1,018 of 1,000].
 *
 * **Errors:** SEASON_BUDGET_EXHAUSTED.
 */
export async function takeFromBudgets(trx: Knex.Transaction, facts: readonly Fact[]): Promise<void> {
  const sums = new Map<number, bigint>()
  for (const fact of facts) {
    if (fact.kind !== 'granted' || fact.seasonId === null) continue
    sums.set(fact.seasonId, (sums.get(fact.seasonId) ?? 0n) + fact.amountWei)
  }
  for (const [seasonId, wei] of [...sums].sort(([a], [b]) => a - b)) {
    const { rowCount } = await trx.raw<{ rowCount: number }>(
      'update seasons set granted_wei = granted_wei + ?::numeric where id = ? and granted_wei + ?::numeric <= budget_wei',
      [String(wei), seasonId, String(wei)],
    )
    if (rowCount === 0) throw new CreditsError('SEASON_BUDGET_EXHAUSTED')
  }
}
