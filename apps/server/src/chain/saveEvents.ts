import type { Knex } from 'knex'
import { runStatement } from '../db/runStatement.js'
import type { ChainEvent } from './ChainEvent.js'
import type { Quarantine } from './judgeEvent.js'

/** An event, and what has become of it. */
export type JudgedEvent = {
  readonly event: ChainEvent
  /** The credit that it is about. */
  readonly creditId: string | null
  readonly isApplied: boolean
  readonly quarantine: Quarantine | null
}

/**
 * Finds the events that are to be dealt with: those that are new, and those that have come back. After a reorg and a second one a
 * block may be on the chain again.
 */
export async function findFreshEvents(
  trx: Knex.Transaction,
  chainId: number,
  events: readonly ChainEvent[],
): Promise<readonly ChainEvent[]> {
  if (events.length === 0) return []
  const hashes = [...new Set(events.map(({ blockHash }) => blockHash))]
  const rows = await runStatement<{ block_hash: string; log_index: number }>(trx, findDealtWith, [chainId, hashes])
  if (rows.length === 0) return events
  const done = new Set(rows.map(({ block_hash, log_index }) => `${block_hash}.${log_index}`))
  return events.filter(({ blockHash, logIndex }) => !done.has(`${blockHash}.${logIndex}`))
}

const findDealtWith = {
  name: 'find-events-dealt-with',
  text: `select block_hash, log_index from chain_events
    where chain_id = $1 and block_hash = any($2::text[]) and undone_at is null`,
}

/** Saves events with what has become of them, in the place of what they were before. */
export async function saveEvents(
  trx: Knex.Transaction,
  chainId: number,
  judged: readonly JudgedEvent[],
): Promise<void> {
  if (judged.length === 0) return
  const events = judged.map(({ event }) => event)
  await runStatement(trx, save, [
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
    judged.map(({ creditId }) => creditId),
    judged.map(({ isApplied }) => isApplied),
    judged.map(({ quarantine }) => quarantine),
  ])
}

const save = {
  name: 'save-chain-events',
  text: `insert into chain_events (chain_id, block_hash, log_index, block_number, transaction_hash, contract, kind, address,
      credit_hash, amount_wei, is_denied, credit_id, quarantined_because, seen_at, applied_at)
    select $1, block_hash, log_index, block_number, transaction_hash, contract, kind, address, credit_hash, amount_wei, is_denied,
      credit_id, quarantine, now, case when is_applied then now end
    from unnest($2::text[], $3::integer[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::numeric[],
      $11::boolean[], $12::uuid[], $13::boolean[], $14::text[]) event (block_hash, log_index, block_number, transaction_hash,
      contract, kind, address, credit_hash, amount_wei, is_denied, credit_id, is_applied, quarantine),
      date_trunc('milliseconds', clock_timestamp()) now
    on conflict (chain_id, block_hash, log_index) do update set undone_at = null, credit_id = excluded.credit_id,
      quarantined_because = excluded.quarantined_because, applied_at = excluded.applied_at`,
}
