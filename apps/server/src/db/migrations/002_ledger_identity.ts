import type { Migration } from '../Migration.js'

/**
 * Names this ledger: the epoch that starts every snapshot id, and the marks of the database it was made in. A restore
 * or failover changes a mark, and then the epoch must be renewed before anything is served (`credits-server epoch renew`).
 * No locks on existing tables, no backfill.
 */
export const ledgerIdentity: Migration = {
  name: '002_ledger_identity',
  up: `
    create table ledger_identity (
      only_row boolean primary key default true constraint ledger_identity_has_one_row check (only_row),
      epoch text not null constraint epoch_is_plain check (epoch ~ '^[0-9a-f]{12}$'),
      system_identifier text not null,
      database_oid text not null,
      timeline_id integer not null,
      renewed_at moment not null
    );
    insert into ledger_identity (epoch, system_identifier, database_oid, timeline_id, renewed_at)
    select substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
      (select system_identifier::text from pg_control_system()),
      (select oid::text from pg_database where datname = current_database()),
      (select timeline_id from pg_control_checkpoint()),
      date_trunc('milliseconds', clock_timestamp());
  `,
  down: 'drop table ledger_identity;',
}
