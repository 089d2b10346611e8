import type { Migration } from '../Migration.js'

/**
 * Makes the users. `version` counts the changes of a user's balance and is moved under this row's lock; `last_at` is
 * the time of the last one, so that a later version never has an earlier time. No locks, no backfill.
 */
export const users: Migration = {
  name: '003_users',
  up: `
    create table users (
      address eth_address primary key,
      version bigint not null default 0 constraint version_fits_a_double check (version between 0 and 9007199254740991),
      known_at moment,
      opted_out_at moment,
      last_at moment
    );
    comment on column users.known_at is 'null: only flagged so far, never granted or registered';
  `,
  down: 'drop table users;',
}
