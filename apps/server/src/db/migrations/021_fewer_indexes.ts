import type { Migration } from '../Migration.js'

/**
 * Drops an index that another one begins with: `goal_pays_once` finds the credits of a user as well. Each index of `credits` is
 * written again by every use of a credit, as that leaves `credits_with_something_left`.
 *
 * Locks: `credits` for a moment.
 */
export const fewerIndexes: Migration = {
  name: '021_fewer_indexes',
  up: 'drop index credits_of_a_user;',
  down: 'create index credits_of_a_user on credits (address);',
}
