import { CreditsError } from '../../errors/CreditsError.js'
import { parseGoalCursor, type ReadGoals } from '../../seasons/readGoals.js'
import type { Handler } from '../Handler.js'

const defaultLimit = 50

/** Answers getGoals: one page of a season's goals. */
export function createGetGoals(readGoals: ReadGoals): Handler<'getGoals'> {
  return async function getGoals({ path, query }) {
    const choice = { limit: query.limit ?? defaultLimit, behind: readCursor(query.cursor) }
    return { status: 200, type: 'application/json', body: await readGoals(path.seasonId, choice) }
  }
}

function readCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null
  const behind = parseGoalCursor(cursor)
  if (behind === null) throw new CreditsError('INVALID_CURSOR', { details: { parameter: 'cursor' } })
  return behind
}
