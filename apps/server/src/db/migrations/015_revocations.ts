import type { Migration } from '../Migration.js'

/**
 * Lets an entry say why, and makes the indexes of what operators read: credits in the order in which they were granted, those
 * that were revoked, and the revocations seen on chain.
 *
 * Locks: `entries` is locked whole while its check is tried on every row, 0.3 s a million; writes to `credits` and
 * `chain_events` wait while their indexes are built, some 2 s a million. No backfill: no entry so far has a reason of its own.
 */
export const revocations: Migration = {
  name: '015_revocations',
  up: `
    -- Not of the domain free_text: for that Postgres would write the whole table anew.
    alter table entries add column reason text constraint reason_is_1_to_256 check (length(reason) between 1 and 256);
    create index credits_in_order on credits (created_at, id);
    create index credits_revoked on credits (revoked_at, id) where revoked_at is not null;
    create index chain_revocations on chain_events (credit_hash) where kind = 'CreditRevoked';
  `,
  down: `
    drop index chain_revocations;
    drop index credits_revoked;
    drop index credits_in_order;
    alter table entries drop column reason;
  `,
}
