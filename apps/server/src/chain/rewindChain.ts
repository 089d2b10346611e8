import type { Knex } from 'knex'
import { transact } from '../db/transact.js'
import { goBack } from './commitReorg.js'
import { findCrowdedBlock } from './undoEvents.js'

type Rewinding = {
  readonly chainId: number
  /** The last block that stays in. */
  readonly block: number
  /** Is told how far it is. */
  readonly onStep: (block: number) => void
}

/** Events of one transaction, about. */
const eventsAtOnce = 2_000

/**
 * Rewinds the following of a chain: what blocks behind one have told is undone, and comes in again from the node. Whoever leads
 * loses the lead, and a halt is over. Cut off in the middle it has rewound a part of the way, and may be asked again.
 *
 * @returns how many events were undone; null where the chain was never followed.
 */
export async function rewindChain(knex: Knex, { chainId, block, onStep }: Rewinding): Promise<number | null> {
  let undone = 0
  for (let done = false; !done; ) {
    const crowded = await findCrowdedBlock(knex, { chainId, block }, eventsAtOnce)
    const to = Math.max(block, crowded ?? block)
    const step = await transact(knex, async (trx) => {
      const followers = await trx('chain_followers')
        .where({ chain_id: chainId })
        .update({ fence: trx.raw('fence + 1'), halted_because: null })
      if (followers === 0) return null
      const { undone } = await goBack(trx, { chainId, block: to })
      // Those of a chain that is no more would stop the following again.
      await trx('chain_blocks').where({ chain_id: chainId }).delete()
      // What was final is what the node says from now on.
      await trx('chain_followers').where({ chain_id: chainId }).update({ finalized_number: null })
      return undone
    })
    if (step === null) return null
    undone += step
    onStep(to)
    done = to === block
  }
  return undone
}
