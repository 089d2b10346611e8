import type { Migration } from '../Migration.js'

/**
 * Makes the events seen on chain, keyed by the block that holds them: after a reorg the same log of another block is
 * another event. Matched by credit hash; an event that matches no credit of ours keeps `credit_id` null. No locks, no backfill.
 */
export const chainEvents: Migration = {
  name: '010_chain_events',
  up: `
    create table chain_events (
      chain_id bigint not null constraint chain_id_is_positive check (chain_id between 1 and 9007199254740991),
      block_hash bytes32 not null,
      log_index integer not null constraint log_index_is_natural check (log_index >= 0),
      block_number bigint not null constraint block_number_is_natural check (block_number >= 0),
      transaction_hash bytes32 not null,
      contract eth_address not null,
      kind text not null constraint chain_event_is_known check (kind in ('CreditUsed', 'CreditRevoked', 'UserDenied')),
      address eth_address not null,
      credit_hash bytes32,
      credit_id uuid references credits,
      amount_wei wei,
      seen_at moment not null,
      primary key (chain_id, block_hash, log_index),
      constraint use_has_amount check ((kind = 'CreditUsed') = (amount_wei is not null)),
      constraint credit_events_name_one check ((kind = 'UserDenied') = (credit_hash is null))
    );
    create index chain_events_by_block on chain_events (chain_id, block_number);
    create index chain_events_of_a_credit on chain_events (credit_id);
  `,
  down: 'drop table chain_events;',
}
