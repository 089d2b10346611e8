/** A season as it is stored, with what was granted in the week of the moment it is looked at. */
export type SeasonRecord = {
  readonly id: number
  readonly name: string
  readonly description: string | null
  readonly startsAt: Date
  /** The first second after it, as it is planned. */
  readonly endsAt: Date
  /** The first moment after it: its end, or its closing if that came first. */
  readonly overAt: Date
  readonly graceDays: number
  readonly budgetWei: bigint
  readonly weeklyBudgetWei: bigint | null
  readonly grantedWei: bigint
  readonly weekGrantedWei: bigint
  readonly pausedAt: Date | null
  readonly closedAt: Date | null
}

/** A season at a moment. */
export type SeasonAt = { readonly season: SeasonRecord; readonly now: Date }

/** The columns of a season `s` and its week `w`. */
export const seasonColumns = `s.id, s.name, s.description, s.starts_at, s.ends_at, least(s.ends_at, s.closed_at) as over_at, s.grace_days,
  s.budget_wei, s.weekly_budget_wei, s.granted_wei, coalesce(w.granted_wei, 0) as week_granted_wei, s.paused_at, s.closed_at`

/** Joins the week that holds `now` (SQL) to a season `s`. */
export const joinWeek = (now: string) =>
  `left join season_weeks w on w.season_id = s.id and w.week_monday = date_trunc('week', ${now} at time zone 'UTC')::date`

/** A row of these columns. */
export type SeasonRow = {
  id: number
  name: string
  description: string | null
  starts_at: Date
  ends_at: Date
  over_at: Date
  grace_days: number
  budget_wei: string
  weekly_budget_wei: string | null
  granted_wei: string
  week_granted_wei: string
  paused_at: Date | null
  closed_at: Date | null
}

/** Reads a row as a season. */
export function readSeasonRow(row: SeasonRow): SeasonRecord {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    overAt: row.over_at,
    graceDays: row.grace_days,
    budgetWei: BigInt(row.budget_wei),
    weeklyBudgetWei: row.weekly_budget_wei === null ? null : BigInt(row.weekly_budget_wei),
    grantedWei: BigInt(row.granted_wei),
    weekGrantedWei: BigInt(row.week_granted_wei),
    pausedAt: row.paused_at,
    closedAt: row.closed_at,
  }
}
