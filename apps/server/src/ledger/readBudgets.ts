import { runStatement } from '../db/runStatement.js'
import type { Transaction } from '../db/Session.js'
import { mondayOf } from '../seasons/mondayOf.js'

/** The budget of a season as it stands; `week` is the one of a week, null if it has none. */
export type Budget = {
  readonly seasonId: number
  readonly budgetWei: bigint
  readonly leftWei: bigint
  readonly week: { readonly budgetWei: bigint; readonly leftWei: bigint } | null
}

/** A weekly budget that was lowered may be less than what is gone. */
const statement = {
  name: 'read-budgets',
  text: `select s.id, s.budget_wei, s.budget_wei - s.granted_wei as left_wei, s.weekly_budget_wei,
      greatest(0, s.weekly_budget_wei - coalesce(w.granted_wei, 0)) as week_left_wei
    from seasons s left join season_weeks w on w.season_id = s.id and w.week_monday = $2::date
    where s.id = any($1::integer[]) order by s.id`,
}

type Row = {
  id: number
  budget_wei: string
  left_wei: string
  weekly_budget_wei: string | null
  week_left_wei: string
}

/**
 * Reads what is left of the budgets of seasons, in all and for the week that holds `at`, by id, and locks nothing: it says what
 * fits, and `takeFromBudgets` alone decides.
 */
export async function readBudgets(trx: Transaction, seasonIds: readonly number[], at: Date): Promise<Budget[]> {
  if (seasonIds.length === 0) return []
  const week = mondayOf(at).toISOString().slice(0, 10)
  const rows = await runStatement<Row>(trx, statement, [seasonIds, week])
  return rows.map(({ id, budget_wei, left_wei, weekly_budget_wei, week_left_wei }) => ({
    seasonId: id,
    budgetWei: BigInt(budget_wei),
    leftWei: BigInt(left_wei),
    week: weekly_budget_wei === null ? null : { budgetWei: BigInt(weekly_budget_wei), leftWei: BigInt(week_left_wei) },
  }))
}
