import type { GoalPage } from '@credits-server/contract'
import type { ReadPool, ReadStatement } from '../db/openReadPool.js'
import { CreditsError } from '../errors/CreditsError.js'
import { type GoalRow, goalColumns, presentGoal } from './presentGoal.js'

/** Which page: how many goals, and the id behind which they begin; null is the first page. */
export type GoalPageChoice = { readonly limit: number; readonly behind: string | null }

/** Reads one page of a season's goals, in the order of their ids. */
export type ReadGoals = (seasonId: number, choice: GoalPageChoice) => Promise<GoalPage>

/** One row without a goal tells a season that has none from a season that is not there. */
const statement: ReadStatement = {
  name: 'goals',
  text: `
select ${goalColumns.map((column) => `g.${column}`).join(', ')}
from seasons s left join goals g on g.season_id = s.id and ($2::text is null or g.id collate "C" > $2)
where s.id = $1
order by g.id collate "C" limit $3`,
}

/** Creates the reader of goals. **Errors:** SEASON_NOT_FOUND; UNAVAILABLE. */
export function createReadGoals(reads: ReadPool): ReadGoals {
  return async function readGoals(seasonId, { limit, behind }) {
    // One more than the page says whether anything is behind it.
    const rows = await reads.read<GoalRow | NoGoal>(statement, [seasonId, behind, limit + 1])
    if (rows.length === 0) throw new CreditsError('SEASON_NOT_FOUND')
    const goals = rows.filter((row): row is GoalRow => row.id !== null)
    const page = goals.slice(0, limit)
    const last = goals.length > limit ? page.at(-1) : undefined
    return { goals: page.map(presentGoal), nextCursor: last ? presentGoalCursor(last.id) : null }
  }
}

type NoGoal = { id: null }

/** Presents the id of a goal as the cursor of the page behind it. */
export function presentGoalCursor(id: string): string {
  return Buffer.from(id).toString('base64url')
}

/** Parses a cursor as this server gives it, to the byte; null for any other text. */
export function parseGoalCursor(cursor: string): string | null {
  const id = Buffer.from(cursor, 'base64url').toString('latin1')
  return /^[a-z0-9-]{1,64}$/.test(id) && presentGoalCursor(id) === cursor ? id : null
}
