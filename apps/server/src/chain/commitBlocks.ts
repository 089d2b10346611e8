import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { runStatement } from '../db/runStatement.js'
import { transact } from '../db/transact.js'
import type { Hint } from '../hints/Hints.js'
import { applyEvents } from './applyEvents.js'
import type { ChainEvent } from './ChainEvent.js'
import type { KeptBlock } from './chainPosition.js'
import { holdLead } from './holdLead.js'
import { findFreshEvents } from './saveEvents.js'
import type { Lead } from './takeLead.js'
import { undoableBlocks } from './undoableBlocks.js'

type Blocks = {
  /** The contracts whose events these are; up to `to`, they are all of them. */
  readonly contracts: readonly Address[]
  readonly to: number
  /** Blocks whose hashes are kept. */
  readonly heads: readonly KeptBlock[]
  readonly events: readonly ChainEvent[]
  readonly finalized: number
  readonly headNumber: number
}

/** What a transaction has come to. */
export type Committed = { readonly hints: readonly Hint[]; readonly applied: number; readonly quarantined: number }

/**
 * Commits blocks: their events, what follows from them, and how far the chain is followed now, in one transaction. A leader that
 * is cut off anywhere has done all of it or nothing.
 *
 * **Errors:** LeadLost; those of transact.
 */
export function commitBlocks(
  knex: Knex,
  lead: Lead,
  { contracts, to, heads, events, finalized, headNumber }: Blocks,
): Promise<Committed> {
  return transact(knex, async (trx) => {
    await holdLead(trx, lead, { finalized, headNumber })
    const { chainId } = lead
    const fresh = await findFreshEvents(trx, chainId, events)
    const { hints, quarantined } = await applyEvents(trx, { chainId, contracts }, fresh)
    if (heads.length > 0) {
      await runStatement(trx, keepBlocks, [chainId, heads.map((head) => head.number), heads.map((head) => head.hash)])
    }
    await runStatement(trx, noteIndexed, [chainId, contracts, to])
    await runStatement(trx, dropOldBlocks, [chainId, Math.min(finalized, headNumber - undoableBlocks)])
    return { hints, applied: fresh.length - quarantined, quarantined }
  })
}

const keepBlocks = {
  name: 'keep-blocks',
  text: `insert into chain_blocks (chain_id, number, hash) select $1, number, hash
    from unnest($2::bigint[], $3::text[]) block (number, hash) on conflict (chain_id, number) do nothing`,
}

const noteIndexed = {
  name: 'note-indexed',
  text: `update chain_contracts set indexed_to = $3 where chain_id = $1 and contract = any($2::text[]) and indexed_to < $3`,
}

/** One of those that are too deep is kept: that it is still there is how one knows that no reorg was deeper. */
const dropOldBlocks = {
  name: 'drop-old-blocks',
  text: `delete from chain_blocks where chain_id = $1
    and number < (select max(number) from chain_blocks where chain_id = $1 and number <= $2)`,
}
