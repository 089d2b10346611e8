import type { Knex } from 'knex'
import { runStatement } from '../db/runStatement.js'
import { transact } from '../db/transact.js'
import type { Hint } from '../hints/Hints.js'
import { holdLead } from './holdLead.js'
import type { Lead } from './takeLead.js'
import { undoEvents } from './undoEvents.js'

/** What a transaction has come to. */
export type Undone = { readonly hints: readonly Hint[]; readonly undone: number }

/**
 * Commits that the blocks behind one are not on the chain any more: what they have told is undone, and the chain is followed from
 * there.
 *
 * **Errors:** LeadLost; those of transact.
 */
export function commitReorg(knex: Knex, lead: Lead, block: number): Promise<Undone> {
  return transact(knex, async (trx) => {
    await holdLead(trx, lead, null)
    return goBack(trx, { chainId: lead.chainId, block })
  })
}

type Halt = { readonly finalized: number; readonly why: string }

/**
 * Commits that a reorg went deeper than what was kept: nobody knows any more what of it can be undone. What was not final is
 * undone, what was final stays and is served, and nothing is followed until an operator has looked.
 *
 * **Errors:** LeadLost; those of transact.
 */
export function haltFollowing(knex: Knex, lead: Lead, { finalized, why }: Halt): Promise<Undone> {
  return transact(knex, async (trx) => {
    await holdLead(trx, lead, null)
    const undone = await goBack(trx, { chainId: lead.chainId, block: finalized })
    await runStatement(trx, noteHalt, [lead.chainId, why])
    return undone
  })
}

/** Goes back to a block: what is behind it is undone, and comes in again from the chain. */
export async function goBack(trx: Knex.Transaction, place: { chainId: number; block: number }): Promise<Undone> {
  const undone = await undoEvents(trx, place)
  await runStatement(trx, forgetBlocks, [place.chainId, place.block])
  await runStatement(trx, noteIndexed, [place.chainId, place.block])
  return undone
}

const forgetBlocks = {
  name: 'forget-blocks',
  text: 'delete from chain_blocks where chain_id = $1 and number > $2',
}

const noteIndexed = {
  name: 'note-reorg',
  text: 'update chain_contracts set indexed_to = $2 where chain_id = $1 and indexed_to > $2',
}

const noteHalt = {
  name: 'note-halt',
  text: 'update chain_followers set halted_because = $2 where chain_id = $1',
}
