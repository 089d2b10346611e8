import type { SeasonState } from '@credits-server/contract'
import type { SeasonRecord } from './SeasonRecord.js'

/** What the state of a season follows from. */
export type SeasonFacts = Pick<
  SeasonRecord,
  'startsAt' | 'overAt' | 'pausedAt' | 'grantedWei' | 'budgetWei' | 'weekGrantedWei' | 'weeklyBudgetWei'
>

/**
 * Tells how a season stands at `now`, of whose week `weekGrantedWei` is. The calendar goes first: a season that is over has
 * ended whatever became of its money, and one that is to come has not started. Then what an operator has decided goes before
 * what has run out, because resuming is the first thing to do about it.
 */
export function seasonState(season: SeasonFacts, now: Date): SeasonState {
  if (now >= season.overAt) return 'ENDED'
  if (now < season.startsAt) return 'NOT_STARTED'
  if (season.pausedAt !== null) return 'ERR_PROGRAM_PAUSED'
  if (season.grantedWei >= season.budgetWei) return 'ERR_SEASON_RUN_OUT_OF_FUNDS'
  const { weeklyBudgetWei } = season
  if (weeklyBudgetWei !== null && season.weekGrantedWei >= weeklyBudgetWei) return 'ERR_WEEK_RUN_OUT_OF_FUNDS'
  return 'RUNNING'
}
