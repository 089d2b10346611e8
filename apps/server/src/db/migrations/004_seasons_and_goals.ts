import type { Migration } from '../Migration.js'

/** Makes seasons, of which no two overlap, and their goals. No locks, no backfill. */
export const seasonsAndGoals: Migration = {
  name: '004_seasons_and_goals',
  up: `
    create table seasons (
      id integer primary key constraint season_id_is_positive check (id > 0),
      name free_text not null,
      description free_text,
      starts_at second not null,
      ends_at second not null,
      grace_days integer not null constraint grace_is_at_most_a_year check (grace_days between 0 and 366),
      budget_wei wei not null,
      granted_wei wei not null default 0,
      paused_at moment,
      constraint season_ends_after_it_starts check (starts_at < ends_at),
      constraint season_stays_in_budget check (granted_wei <= budget_wei),
      constraint seasons_do_not_overlap exclude using gist (tstzrange(starts_at, ends_at, '[)') with &&)
    );
    create table goals (
      id text primary key constraint goal_id_is_plain check (id ~ '^[a-z0-9-]{1,64}$'),
      season_id integer not null references seasons,
      title free_text not null,
      description free_text,
      thumbnail text constraint thumbnail_is_short check (length(thumbnail) <= 2048),
      period text not null constraint goal_period_is_known check (period in ('weekly', 'once')),
      steps integer not null constraint steps_are_positive check (steps > 0),
      reward_wei wei not null constraint reward_is_positive check (reward_wei > 0),
      unique (season_id, id)
    );
  `,
  down: `
    drop table goals;
    drop table seasons;
  `,
}
