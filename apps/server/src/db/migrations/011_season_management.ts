import type { Migration } from '../Migration.js'

/**
 * Lets seasons be closed before their end and have a budget for each week, and goals be closed. What was granted in a week
 * is counted whether the season has a weekly budget or not: one that is set later knows what is gone already.
 *
 * `runs_until` is the end of the time that a season takes up, of which no two have a part in common. Rewrites
 * `seasons` under its exclusive lock, which holds up grants for as long as a table of some rows takes. Backfills
 * `season_weeks` by one pass over `entries`.
 */
export const seasonManagement: Migration = {
  name: '011_season_management',
  up: `
    alter table seasons
      add column weekly_budget_wei wei constraint weekly_budget_is_positive check (weekly_budget_wei > 0),
      add column closed_at second,
      add column runs_until timestamptz not null generated always as (greatest(starts_at, least(ends_at, closed_at))) stored,
      drop constraint seasons_do_not_overlap;
    alter table seasons add constraint seasons_do_not_overlap exclude using gist (tstzrange(starts_at, runs_until, '[)') with &&);
    comment on column seasons.runs_until is 'its end, or its closing if that came first; its start if it was closed before';

    create table season_weeks (
      season_id integer not null references seasons,
      week_monday date not null constraint week_begins_on_monday check (extract(isodow from week_monday) = 1),
      granted_wei wei not null default 0,
      primary key (season_id, week_monday)
    );
    insert into season_weeks (season_id, week_monday, granted_wei)
    select c.season_id, date_trunc('week', e.at at time zone 'UTC')::date, sum(e.amount_wei)
    from entries e join credits c on c.id = e.credit_id
    where e.kind = 'granted' and c.season_id is not null
    group by 1, 2;

    alter table goals
      add column closed_at moment,
      add constraint thumbnail_is_https check (thumbnail ~ '^https://');
  `,
  down: `
    alter table goals drop constraint thumbnail_is_https, drop column closed_at;
    drop table season_weeks;
    alter table seasons drop constraint seasons_do_not_overlap;
    alter table seasons drop column runs_until, drop column closed_at, drop column weekly_budget_wei;
    alter table seasons add constraint seasons_do_not_overlap exclude using gist (tstzrange(starts_at, ends_at, '[)') with &&);
  `,
}
