import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { runStatement } from '../db/runStatement.js'
import type { Hint } from '../hints/Hints.js'
import { changeBalances } from '../ledger/changeBalances.js'
import type { SpentMove } from '../ledger/moveSpent.js'
import { moveSpentOfUsers } from '../ledger/moveSpentOfUsers.js'

type Undoing = {
  readonly chainId: number
  /** The last block that stays. */
  readonly block: number
}

type UndoneRow = { address: Address; credit_id: string; amount_wei: string }

/**
 * Undoes what blocks behind one have told: gives back what was spent in them, the last use first, each with a higher version. The
 * events stay, as undone: their block may come back, and who asks for their transaction is told. A revocation that was final and
 * is not any more stays made: it is final here as well.
 *
 * @returns what to publish after the commit, and how many events were undone.
 */
export async function undoEvents(
  trx: Knex.Transaction,
  { chainId, block }: Undoing,
): Promise<{ hints: readonly Hint[]; undone: number }> {
  const rows = await runStatement<UndoneRow>(trx, findApplied, [chainId, block])
  const addresses = [...new Set(rows.map(({ address }) => address))]
  const hints = await changeBalances(trx, { addresses, actor: 'chain', cause: 'chain' }, async (users) => {
    const moves = rows.map(
      ({ address, credit_id, amount_wei }): SpentMove => ({
        kind: 'restored',
        address,
        creditId: credit_id,
        amountWei: BigInt(amount_wei),
      }),
    )
    return moveSpentOfUsers(trx, users, moves)
  })
  const undone = await runStatement(trx, noteUndone, [chainId, block])
  return { hints, undone: undone.length }
}

/** Finds the block such that about `count` events are behind it; null when there are fewer behind `block`. */
export async function findCrowdedBlock(knex: Knex, { chainId, block }: Undoing, count: number): Promise<number | null> {
  const row = await knex('chain_events')
    .where({ chain_id: chainId, undone_at: null })
    .where('block_number', '>', block)
    .orderBy('block_number', 'desc')
    .offset(count)
    .first('block_number')
  return row === undefined ? null : Number(row.block_number)
}

const findApplied = {
  name: 'find-applied-uses',
  text: `select address, credit_id, amount_wei from chain_events
    where chain_id = $1 and block_number > $2 and kind = 'CreditUsed' and applied_at is not null
    order by block_number desc, log_index desc`,
}

const noteUndone = {
  name: 'note-undone-events',
  text: `update chain_events set undone_at = date_trunc('milliseconds', clock_timestamp()), applied_at = null
    where chain_id = $1 and block_number > $2 and undone_at is null returning log_index`,
}
