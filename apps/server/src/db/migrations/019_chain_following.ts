import type { Migration } from '../Migration.js'

/**
 * Makes what following a chain needs: who leads and how far, which contracts, and the hashes of the last blocks, by which a
 * reorg is noticed. An event says what became of it: applied, undone by a reorg, or quarantined and why.
 *
 * Locks: `chain_events` is locked while it is changed; nothing has written to it before this. The contracts are found by one walk
 * through `credits`, some 0.3 s a million.
 */
export const chainFollowing: Migration = {
  name: '019_chain_following',
  up: `
    create table chain_followers (
      chain_id bigint primary key constraint followed_chain_is_positive check (chain_id between 1 and 9007199254740991),
      fence bigint not null default 0,
      head_number bigint,
      finalized_number bigint,
      followed_at moment,
      halted_because text,
      constraint numbers_are_natural check (head_number >= 0 and finalized_number >= -1)
    );
    create table chain_contracts (
      chain_id bigint not null,
      contract eth_address not null,
      indexed_to bigint not null constraint indexed_to_is_a_block check (indexed_to >= -1),
      primary key (chain_id, contract)
    );
    create table chain_blocks (
      chain_id bigint not null,
      number bigint not null constraint number_is_natural check (number >= 0),
      hash bytes32 not null,
      primary key (chain_id, number)
    );
    alter table chain_events
      add column applied_at moment,
      add column undone_at moment,
      add column quarantined_because text constraint quarantine_is_known check (quarantined_because in
        ('FOREIGN_CONTRACT', 'HASH_MISMATCH', 'UNKNOWN_CREDIT', 'UNCLAIMED_CREDIT', 'OVERSPENT', 'NOTHING_SPENT')),
      add column is_denied boolean,
      add constraint denial_says_which check ((kind = 'UserDenied') = (is_denied is not null)),
      add constraint applied_or_not check (num_nonnulls(applied_at, undone_at) <= 1 and num_nonnulls(applied_at, quarantined_because) <= 1),
      add constraint applied_to_a_credit check (applied_at is null or kind = 'UserDenied' or credit_id is not null);
    create index chain_events_of_a_transaction on chain_events (chain_id, transaction_hash);
    create index chain_events_quarantined on chain_events (chain_id, credit_hash)
      where quarantined_because is not null and undone_at is null;
    create index chain_revocations_to_come on chain_events (chain_id, block_number)
      where kind = 'CreditRevoked' and applied_at is null and undone_at is null and quarantined_because is null;
    insert into chain_contracts (chain_id, contract, indexed_to) select distinct chain_id, contract, -1 from credits;
  `,
  down: `
    drop index chain_revocations_to_come;
    drop index chain_events_quarantined;
    drop index chain_events_of_a_transaction;
    alter table chain_events
      drop constraint applied_to_a_credit,
      drop constraint applied_or_not,
      drop constraint denial_says_which,
      drop column is_denied,
      drop column quarantined_because,
      drop column undone_at,
      drop column applied_at;
    drop table chain_blocks;
    drop table chain_contracts;
    drop table chain_followers;
  `,
}
