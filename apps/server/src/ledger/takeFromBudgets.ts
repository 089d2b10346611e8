import { runStatement } from '../db/runStatement.js'
import type { Transaction } from '../db/Session.js'
import { CreditsError } from '../errors/CreditsError.js'
import { mondayOf } from '../seasons/mondayOf.js'
import type { Fact } from './Fact.js'

/**
 * Takes what was granted at `at` from the budgets of the seasons it was granted in, and of the week that holds `at`; it is
 * never given back. By conditional updates: reading first and writing then overspends [V: 1,018 of 1,000]. The season's row is
 * locked before its week's, so whoever comes second waits for both at once, and a pause or a closing that was answered holds
 * for every grant after it.
 *
 * **Errors:** SEASON_BUDGET_EXHAUSTED, WEEK_BUDGET_EXHAUSTED; SEASON_PAUSED, SEASON_CLOSED.
 */
export async function takeFromBudgets(trx: Transaction, facts: readonly Fact[], at: Date): Promise<void> {
  const week = mondayOf(at).toISOString().slice(0, 10)
  for (const [seasonId, { wei, evenPaused }] of [...sumBySeason(facts)].sort(([a], [b]) => a - b)) {
    const [taken] = await runStatement<Outcome>(trx, takeStatement, [String(wei), seasonId, evenPaused, week])
    if (taken?.season === false) throw await findRefusal(trx, seasonId, evenPaused)
    if (taken?.week === false) throw new CreditsError('WEEK_BUDGET_EXHAUSTED')
  }
}

/** Which of the two had enough. */
type Outcome = { readonly season: boolean; readonly week: boolean }

type Taken = { readonly wei: bigint; readonly evenPaused: boolean }

function sumBySeason(facts: readonly Fact[]): Map<number, Taken> {
  const sums = new Map<number, Taken>()
  for (const fact of facts) {
    if (fact.kind !== 'granted' || fact.seasonId === null) continue
    const { wei, evenPaused } = sums.get(fact.seasonId) ?? { wei: 0n, evenPaused: true }
    sums.set(fact.seasonId, {
      wei: wei + fact.amountWei,
      evenPaused: evenPaused && fact.evenPaused === true,
    })
  }
  return sums
}

/** One round trip for both. The week's insert reads what the season's update returns, so it comes after it. */
const takeStatement = {
  name: 'take-from-budgets',
  text: `  with season as (
    update seasons set granted_wei = granted_wei + $1::numeric
    where id = $2 and granted_wei + $1::numeric <= budget_wei
      and closed_at is null and (paused_at is null or $3::boolean)
    returning id, weekly_budget_wei
  ),
  week as (
    insert into season_weeks (season_id, week_monday, granted_wei)
    select id, $4::date, $1::numeric from season where weekly_budget_wei is null or $1::numeric <= weekly_budget_wei
    on conflict (season_id, week_monday) do update set granted_wei = season_weeks.granted_wei + excluded.granted_wei
    where (select weekly_budget_wei from season) is null
      or season_weeks.granted_wei + excluded.granted_wei <= (select weekly_budget_wei from season)
    returning season_id
  )
  select exists (select from season) as season, exists (select from week) as week`,
}

async function findRefusal(trx: Transaction, seasonId: number, evenPaused: boolean): Promise<CreditsError> {
  const [season] = await runStatement<Standing>(trx, readStanding, [seasonId])
  if (season && season.closed_at !== null) return new CreditsError('SEASON_CLOSED')
  if (season && season.paused_at !== null && !evenPaused) return new CreditsError('SEASON_PAUSED')
  return new CreditsError('SEASON_BUDGET_EXHAUSTED')
}

type Standing = { readonly paused_at: Date | null; readonly closed_at: Date | null }

const readStanding = { name: 'read-season-standing', text: 'select paused_at, closed_at from seasons where id = $1' }
