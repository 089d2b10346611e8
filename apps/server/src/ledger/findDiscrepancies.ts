import type { Knex } from 'knex'

/** A place where the ledger and the tables disagree. */
export type Discrepancy = { readonly subject: string; readonly problem: string }

/**
 * Finds every place where money is not conserved or the ledger has a gap; an empty list is the only good answer.
 *
 * What is left of a credit belongs to the first that holds: revoked, lapsed (unclaimed past `claim_by`), pending (unclaimed),
 * expired, available. With what was spent that must be what the ledger says was granted, per credit, user and season; what
 * the ledger says was spent and restored must be `spent_wei`; what was granted in a week of a season must be what the season
 * counts for it; every version of every user has exactly one entry; no revocation, claim, flag or leave stands without the
 * entry that tells of it; progress towards a goal is what was reported; and a client whose days are counted has granted on each
 * of them what is counted.
 */
export async function findDiscrepancies(knex: Knex): Promise<Discrepancy[]> {
  const { rows } = await knex.raw<{ rows: Discrepancy[] }>(statement)
  return rows
}

const statement = `
with clock as materialized (select clock_timestamp() as now),
written as (
  select credit_id,
    coalesce(sum(amount_wei) filter (where kind = 'granted'), 0) as granted,
    coalesce(sum(amount_wei) filter (where kind = 'spent'), 0) - coalesce(sum(amount_wei) filter (where kind = 'restored'), 0) as spent,
    count(*) filter (where kind = 'granted') as grants,
    count(*) filter (where kind = 'revoked') as revocations,
    min(address) as address
  from entries where credit_id is not null group by credit_id
),
held as (
  select c.id, c.address, c.season_id, c.spent_wei as spent, c.value_wei - c.spent_wei as left_wei,
    case
      when c.revoked_at is not null then 'revoked'
      when c.claimed_at is null and c.claim_by <= now then 'lapsed'
      when c.claimed_at is null then 'pending'
      when c.expires_at <= now then 'expired'
      else 'available'
    end as state
  from credits c, clock
),
per_credit as (
  select coalesce(h.id, w.credit_id)::text as subject, coalesce(h.address, w.address) as address, h.season_id,
    coalesce(w.granted, 0) as granted, coalesce(w.grants, 0) as grants,
    coalesce(h.spent, 0) as spent, coalesce(w.spent, 0) as spent_written,
    coalesce((h.state = 'revoked')::int, 0) as is_revoked, coalesce(w.revocations, 0) as revocations,
    case h.state when 'pending' then left_wei else 0 end as pending,
    case h.state when 'available' then left_wei else 0 end as available,
    case h.state when 'expired' then left_wei else 0 end as expired,
    case h.state when 'revoked' then left_wei else 0 end as revoked,
    case h.state when 'lapsed' then left_wei else 0 end as lapsed
  from held h full join written w on w.credit_id = h.id
),
standing as (
  select u.address, (u.opted_out_at is not null)::int as is_out, coalesce(f.flags, 0) as flags,
    count(*) filter (where e.kind = 'optedOut') - count(*) filter (where e.kind = 'rejoined') as leaves,
    count(*) filter (where e.kind = 'flagged') as flaggings
  from users u left join entries e on e.address = u.address
    left join (select address, count(*) as flags from flags group by address) f on f.address = u.address
  group by u.address, f.flags
),
weeks as (
  select c.season_id, date_trunc('week', e.at at time zone 'UTC')::date as week_monday, sum(e.amount_wei) as granted
  from entries e join credits c on c.id = e.credit_id
  where e.kind = 'granted' and c.season_id is not null
  group by 1, 2
),
sums as (
  select 'credit ' || subject as subject, granted, spent, pending, available, expired, revoked, lapsed from per_credit
  union all
  select 'user ' || address, sum(granted), sum(spent), sum(pending), sum(available), sum(expired), sum(revoked), sum(lapsed)
  from per_credit group by address
  union all
  select 'season ' || season_id, sum(granted), sum(spent), sum(pending), sum(available), sum(expired), sum(revoked), sum(lapsed)
  from per_credit where season_id is not null group by season_id
),
days as (
  select client, day, sum(counted) as counted, sum(granted) as granted
  from (
    select client::text, day, granted_wei as counted, 0 as granted from client_days
    union all
    select actor::text, (at at time zone 'UTC')::date, 0, amount_wei from entries
    where kind = 'granted' and cause = 'operator' and actor in (select client from client_days)
  ) both_sides
  group by client, day
)
select subject, format('granted %s is not pending %s + available %s + spent %s + expired %s + revoked %s + lapsed %s',
    granted, pending, available, spent, expired, revoked, lapsed) as problem
from sums where granted <> pending + available + spent + expired + revoked + lapsed
union all
select 'credit ' || subject, format('%s granted entries, not one', grants) from per_credit where grants <> 1
union all
select 'credit ' || subject, format('spent_wei %s, entries say %s', spent, spent_written) from per_credit where spent <> spent_written
union all
select 'season ' || s.id, format('granted_wei %s, credits say %s', s.granted_wei, coalesce(sum(c.value_wei), 0))
from seasons s left join credits c on c.season_id = s.id
group by s.id having s.granted_wei <> coalesce(sum(c.value_wei), 0)
union all
select 'season ' || season_id, format('week %s granted_wei %s, entries say %s', week_monday, coalesce(k.granted_wei, 0), coalesce(w.granted, 0))
from season_weeks k full join weeks w using (season_id, week_monday)
where coalesce(k.granted_wei, 0) <> coalesce(w.granted, 0)
union all
select 'user ' || u.address, format('version %s with %s entries up to %s', u.version, count(e.version), max(e.version))
from users u left join entries e on e.address = u.address
group by u.address having u.version <> count(e.version) or u.version <> coalesce(max(e.version), 0)
union all
select 'user ' || address, format('version %s is earlier than the one before', version)
from (select address, version, at < lag(at) over (partition by address order by version) as earlier from entries) ordered
where earlier
union all
select 'credit ' || c.id, format('an entry of user %s', e.address)
from credits c join entries e on e.credit_id = c.id and e.address <> c.address
union all
select 'credit ' || subject, format('%s revoked entries, not %s', revocations, is_revoked) from per_credit where revocations <> is_revoked
union all
select 'user ' || address, format('%s flags, entries say %s', flags, flaggings) from standing where flags <> flaggings
union all
select 'user ' || address, format('opted out %s times, entries say %s', is_out, leaves) from standing where is_out <> leaves
union all
select 'credit ' || c.id, format('claimed at another time than it was granted, with %s claimed entries of then', e.claims)
from credits c
cross join lateral (
  select count(*) as claims from entries e where e.credit_id = c.id and e.kind = 'claimed' and e.at = c.claimed_at
) e
where c.claimed_at <> c.created_at and e.claims <> 1
union all
select 'progress ' || concat_ws(' ', address, goal_id, period), format('%s steps, reports say %s', p.steps, coalesce(r.steps, 0))
from goal_progress p left join (
  select address, goal_id, period, sum(steps) as steps from goal_reports group by address, goal_id, period
) r using (address, goal_id, period)
where p.steps <> coalesce(r.steps, 0)
union all
select 'client ' || client, format('counted %s on %s, entries say %s', counted, day, granted) from days where counted <> granted`
