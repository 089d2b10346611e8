import type { ReadPool, ReadStatement } from '../db/openReadPool.js'
import type { SeasonPlace } from './SeasonPlace.js'
import { joinWeek, readSeasonRow, type SeasonAt, type SeasonRow, seasonColumns } from './SeasonRecord.js'

/** Which seasons: the one of an id, or a page behind a place; `limit` is 1 unless given. */
export type SeasonChoice = { readonly id?: number; readonly limit?: number; readonly behind?: SeasonPlace | null }

/** Reads seasons with their budgets, the one that starts last first; `now` (for tests) replaces the database's clock. */
export type ReadManagedSeasons = (choice: SeasonChoice, now?: Date) => Promise<SeasonAt[]>

const statement: ReadStatement = {
  name: 'managed seasons',
  text: `
with clock as materialized (select date_trunc('milliseconds', coalesce($1::timestamptz, clock_timestamp())) as now)
select clock.now, ${seasonColumns}
from clock cross join seasons s ${joinWeek('clock.now')}
where ($2::integer is null or s.id = $2) and ($3::timestamptz is null or (s.starts_at, s.id) < ($3, $4::integer))
order by s.starts_at desc, s.id desc limit $5`,
}

/** Creates the reader of seasons with their budgets. **Errors:** UNAVAILABLE. */
export function createReadManagedSeasons(reads: ReadPool): ReadManagedSeasons {
  return async function readManagedSeasons(choice, now) {
    const { id = null, limit = 1, behind = null } = choice
    const place = [behind?.startsAt.toISOString() ?? null, behind?.id ?? null]
    const rows = await reads.read<SeasonRow & { now: Date }>(statement, [
      now?.toISOString() ?? null,
      id,
      ...place,
      limit,
    ])
    return rows.map((row) => ({ season: readSeasonRow(row), now: row.now }))
  }
}
