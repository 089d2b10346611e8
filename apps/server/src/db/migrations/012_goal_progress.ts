import type { Migration } from '../Migration.js'

/**
 * Makes what users have done towards goals: a sum for each user, goal and period, and each report that is in it, kept for ever
 * with what it was answered. Reports are insert-only: the key (client, event) is why an event counts once. No locks, no
 * backfill.
 */
export const goalProgress: Migration = {
  name: '012_goal_progress',
  up: `
    create table goal_progress (
      address eth_address not null references users,
      goal_id text not null references goals,
      period text not null constraint progress_period_is_a_day_or_season
        check (period ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' or period ~ '^season:[0-9]+$'),
      steps bigint not null constraint progress_fits_a_double check (steps between 1 and 9007199254740991),
      primary key (address, goal_id, period)
    );
    create table goal_reports (
      client client_name not null,
      event_id text not null constraint event_id_is_visible_ascii check (event_id ~ '^[!-~]{1,255}$'),
      address eth_address not null,
      goal_id text not null,
      period text not null,
      steps integer not null constraint reported_steps_are_few check (steps between 1 and 1000000),
      total_steps integer not null,
      completed_steps integer not null constraint completed_steps_are_of_the_goal
        check (completed_steps between 0 and total_steps),
      credit_id uuid references credits,
      unpaid_because text constraint unpaid_because_is_a_code check (unpaid_because ~ '^[A-Z]+(_[A-Z]+)*$'),
      at moment not null,
      primary key (client, event_id),
      foreign key (address, goal_id, period) references goal_progress,
      constraint completed_is_paid_or_not
        check ((completed_steps = total_steps) = (credit_id is not null or unpaid_because is not null)
          and (credit_id is null or unpaid_because is null))
    );
    create index goal_reports_of_a_progress on goal_reports (address, goal_id, period);
    create trigger goal_reports_are_never_changed before update or delete on goal_reports
      for each row execute function refuse_change();
    create trigger goal_reports_are_never_truncated before truncate on goal_reports execute function refuse_change();
  `,
  down: `
    drop table goal_reports;
    drop table goal_progress;
  `,
}
