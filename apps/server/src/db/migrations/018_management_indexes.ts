import type { Migration } from '../Migration.js'

/**
 * Lets what operators ask and edit be found among millions of rows. Each of these was a walk through all of a table, and the
 * first one under the lock of the goal, which keeps its reports waiting: 0.6 s a million.
 *
 * They cost what is written often as little as they can: progress keeps its goal, so only its first report pays; credits without
 * a goal are not in their index; that of seasons takes the place of one; and the audit log's is without the operations that
 * clients call all day, whose newest records are found by age.
 *
 * Locks: writes to `goal_progress` and `credits` wait for 4 and 9 s a million, those to `audit_log` for 1 s.
 */
export const managementIndexes: Migration = {
  name: '018_management_indexes',
  up: `
    create index goal_progress_of_a_goal on goal_progress (goal_id);
    create index credits_of_a_goal on credits (goal_id, created_at, id) where goal_id is not null;
    drop index credits_of_a_season;
    create index credits_of_a_season on credits (season_id, created_at, id);
    create index audit_log_of_an_operation on audit_log (operation, at desc, id desc)
      where operation not in ('grantCredits', 'grantBatch', 'reportGoalProgress', 'claimCredits');
  `,
  down: `
    drop index audit_log_of_an_operation;
    drop index credits_of_a_season;
    create index credits_of_a_season on credits (season_id);
    drop index credits_of_a_goal;
    drop index goal_progress_of_a_goal;
  `,
}
