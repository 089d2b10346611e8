import type { Knex } from 'knex'
import { runStatement } from '../db/runStatement.js'
import type { ChainEvent } from './ChainEvent.js'
import type { Lead } from './takeLead.js'

/**
 * Inserts events that have been seen, and returns those that are new or have come back: after a reorg and a second one, a block
 * may be on the chain again. The others have been dealt with.
 */
export async function insertEvents(
  trx: Knex.Transaction,
  { chainId }: Pick<Lead, 'chainId'>,
  events: readonly ChainEvent[],
): Promise<ChainEvent[]> {
  const rows = await runStatement<{ block_hash: string; log_index: number }>(trx, statement, [
    chainId,
    events.map(({ blockHash }) => blockHash),
    events.map(({ logIndex }) => logIndex),
    events.map(({ blockNumber }) => blockNumber),
    events.map(({ transactionHash }) => transactionHash),
    events.map(({ contract }) => contract),
    events.map(({ told }) => told.kind),
    events.map(({ told }) => (told.kind === 'CreditRevoked' ? told.revoker : told.user)),
    events.map(({ told }) => (told.kind === 'UserDenied' ? null : told.creditHash)),
    events.map(({ told }) => (told.kind === 'CreditUsed' ? String(told.amountWei) : null)),
    events.map(({ told }) => (told.kind === 'UserDenied' ? told.isDenied : null)),
  ])
  const fresh = new Set(rows.map(({ block_hash, log_index }) => `${block_hash}.${log_index}`))
  return events.filter(({ blockHash, logIndex }) => fresh.has(`${blockHash}.${logIndex}`))
}

/** A denial is applied by being there: nothing of a balance follows from it. */
const statement = {
  name: 'insert-chain-events',
  text: `insert into chain_events (chain_id, block_hash, log_index, block_number, transaction_hash, contract, kind, address,
      credit_hash, amount_wei, is_denied, seen_at, applied_at)
    select $1, block_hash, log_index, block_number, transaction_hash, contract, kind, address, credit_hash, amount_wei, is_denied,
      now, case when kind = 'UserDenied' then now end
    from unnest($2::text[], $3::integer[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::numeric[],
      $11::boolean[]) event (block_hash, log_index, block_number, transaction_hash, contract, kind, address, credit_hash,
      amount_wei, is_denied), date_trunc('milliseconds', clock_timestamp()) now
    on conflict (chain_id, block_hash, log_index) do update
      set undone_at = null, quarantined_because = null, applied_at = excluded.applied_at
      where chain_events.undone_at is not null
    returning block_hash, log_index`,
}
