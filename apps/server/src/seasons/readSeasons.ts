import type { SeasonOverview } from '@credits-server/contract'
import type { ReadPool, ReadStatement } from '../db/openReadPool.js'
import { presentSeason } from './presentSeason.js'
import { joinWeek, readSeasonRow, type SeasonRow, seasonColumns } from './SeasonRecord.js'

/** Reads the seasons as anyone sees them; `now` (for tests) replaces the database's clock. */
export type ReadSeasons = (now?: Date) => Promise<SeasonOverview>

const statement: ReadStatement = {
  name: 'seasons',
  text: `
with clock as materialized (select date_trunc('milliseconds', coalesce($1::timestamptz, clock_timestamp())) as now),
shown as (
  (select s.* from seasons s, clock where least(s.ends_at, s.closed_at) <= clock.now
    order by least(s.ends_at, s.closed_at) desc, s.id desc limit 100)
  union all
  (select s.* from seasons s, clock where s.starts_at <= clock.now and s.runs_until > clock.now)
  union all
  (select s.* from seasons s, clock where s.starts_at > clock.now and s.closed_at is null order by s.starts_at limit 1)
)
select clock.now, ${seasonColumns}
from shown s cross join clock ${joinWeek('clock.now')}
order by over_at desc, s.id desc`,
}

/** Creates the reader of seasons. **Errors:** UNAVAILABLE. */
export function createReadSeasons(reads: ReadPool): ReadSeasons {
  return async function readSeasons(now) {
    const rows = await reads.read<SeasonRow & { now: Date }>(statement, [now?.toISOString() ?? null])
    const seasons = rows.map((row) => presentSeason({ season: readSeasonRow(row), now: row.now }))
    return {
      past: seasons.filter(({ state }) => state === 'ENDED'),
      current: seasons.find(({ state }) => state !== 'ENDED' && state !== 'NOT_STARTED') ?? null,
      next: seasons.find(({ state }) => state === 'NOT_STARTED') ?? null,
    }
  }
}
