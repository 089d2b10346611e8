import type { Migration } from '../Migration.js'

/**
 * Makes the ledger: one entry for every version of every user, insert-only. Its key (address, version) is also the
 * order of a user's history; a serial over all users would lose rows that commit late. No locks, no backfill.
 */
export const entries: Migration = {
  name: '006_entries',
  up: `
    create table entries (
      address eth_address not null references users,
      version bigint not null constraint version_is_positive check (version between 1 and 9007199254740991),
      kind text not null constraint kind_is_known check (kind in
        ('granted', 'claimed', 'spent', 'restored', 'revoked', 'flagged', 'unflagged', 'optedOut', 'rejoined')),
      credit_id uuid references credits,
      amount_wei wei not null,
      cause text constraint cause_is_known check (cause in ('operator', 'goal', 'chain', 'demo')),
      actor client_name not null,
      at moment not null,
      primary key (address, version),
      constraint credit_entries_move_something check (
        (kind in ('granted', 'claimed', 'spent', 'restored', 'revoked')) = (credit_id is not null)
        and (credit_id is null) = (amount_wei = 0)
      )
    );
    create index entries_of_a_credit on entries (credit_id);
    create trigger entries_are_never_changed before update or delete on entries for each row execute function refuse_change();
    create trigger entries_are_never_truncated before truncate on entries execute function refuse_change();
  `,
  down: 'drop table entries;',
}
