import type { ReadStatement } from '../db/openReadPool.js'
import { manaNumber, secondText } from './creditJson.js'
import { standingColumns, standingTables } from './standingSql.js'

/** The period of the goal `g` that holds the moment. */
const periodOfGoal = `case g.period when 'once' then 'season:' || s.id else to_char(monday, 'YYYY-MM-DD') end`

/**
 * Reads how far a user is with the goals of the season that runs, and what waits to be claimed. $1 is the address, $2 the time
 * to answer for; null is the database's clock. A user's time never runs back, so periods are those of `moment.at`.
 *
 * A goal that was paid is complete, whatever has become of its steps since; a closed one is only told to who has reached it.
 */
export const progressStatement: ReadStatement = {
  name: 'progress',
  text: `
with ${standingTables()},
moment as materialized (
  select at, date_trunc('week', at at time zone 'UTC') as monday
  from (select greatest(now, (select last_at from users where address = $1)) as at from clock) latest
),
season as materialized (
  select s.id, s.paused_at is not null as is_paused,
    (monday::date - date_trunc('week', s.starts_at at time zone 'UTC')::date) / 7 + 1 as week
  from seasons s, moment where s.starts_at <= at and s.runs_until > at
),
goal as (
  select json_agg(json_strip_nulls(json_build_object(
    'id', g.id, 'title', g.title, 'description', g.description, 'thumbnail', g.thumbnail, 'period', g.period,
    'reward', ${manaNumber('g.reward_wei')}::text,
    'progress', json_build_object('totalSteps', g.steps,
      'completedSteps', case when c.id is not null then g.steps else least(g.steps, coalesce(p.steps, 0)) end),
    'isCompleted', c.id is not null or coalesce(p.steps, 0) >= g.steps,
    'isPaid', c.id is not null,
    'isClaimed', c.claimed_at is not null
  )) order by g.id) as goals
  from season s cross join moment join goals g on g.season_id = s.id
  left join goal_progress p on p.address = $1 and p.goal_id = g.id and p.period = ${periodOfGoal}
  left join credits c on c.address = $1 and c.goal_id = g.id and c.goal_period = ${periodOfGoal}
  where g.closed_at is null or c.id is not null or p.steps >= g.steps
),
pending as (
  select json_agg(json_strip_nulls(json_build_object(
    'id', c.id, 'amount', ${manaNumber('c.value_wei')}::text, 'seasonId', c.season_id, 'goalId', c.goal_id,
    'claimBy', ${secondText('c.claim_by')}, 'expiresAt', ${secondText('c.expires_at')}
  )) order by c.claim_by, c.expires_at, c.created_at, c.id) as credits
  from credits c, moment
  where c.address = $1 and c.claimed_at is null and c.revoked_at is null and coalesce(c.claim_by, c.expires_at) > at
)
select ${standingColumns},
  (select json_build_object('id', id, 'week', week, 'isPaused', is_paused) from season) as season,
  coalesce(goal.goals, '[]') as goals,
  coalesce(pending.credits, '[]') as pending
from clock cross join flag cross join goal cross join pending
left join users u on u.address = $1`,
}
