import { CreditsError } from '../errors/CreditsError.js'
import { spendByOf } from './spendByOf.js'

type Dates = { readonly startsAt: Date; readonly endsAt: Date; readonly graceDays: number }

/** 10000-01-01, from which on the database has no moments. */
const endOfTime = new Date(253_402_300_800_000)

/** Lets dates pass that a season and its credits can have. **Errors:** INVALID_SEASON_DATES. */
export function assertSeasonDates(dates: Dates): void {
  const problem = findProblem(dates)
  if (problem !== null) throw new CreditsError('INVALID_SEASON_DATES', { details: { problem } })
}

function findProblem({ startsAt, endsAt, graceDays }: Dates): string | null {
  if (startsAt.getTime() < 0) return 'it starts before 1970'
  if (endsAt <= startsAt) return 'it does not end after it starts'
  return spendByOf({ endsAt, graceDays }) < endOfTime ? null : 'its days of grace end after the year 9999'
}
