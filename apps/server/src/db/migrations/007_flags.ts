import type { Migration } from '../Migration.js'

/** Makes the flags, whose history is kept: lifting one sets `ended_at`, `until` ends one by itself. No locks, no backfill. */
export const flags: Migration = {
  name: '007_flags',
  up: `
    create table flags (
      id bigint primary key generated always as identity,
      address eth_address not null references users,
      type text not null constraint flag_type_is_known check (type in ('multi-account', 'captcha')),
      message free_text not null,
      ip inet,
      linked_addresses eth_address[] not null default '{}',
      created_at moment not null,
      until moment,
      ended_at moment,
      constraint flag_ends_after_it_starts check (until > created_at and ended_at >= created_at)
    );
    create index flags_not_lifted on flags (address) where ended_at is null;
  `,
  down: 'drop table flags;',
}
