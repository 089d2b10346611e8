import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { runStatement } from '../db/runStatement.js'
import { transact } from '../db/transact.js'
import type { Hint } from '../hints/Hints.js'
import { changeBalances } from '../ledger/changeBalances.js'
import { takeBack } from '../ledger/takeBack.js'
import { holdLead } from './holdLead.js'
import type { Lead } from './takeLead.js'

type RevokedRow = { block_hash: string; log_index: number; credit_id: string; address: Address }

/** Of one step; what is left is found by the next. */
const settledAtOnce = 200

/**
 * Takes back credits whose revocation on chain has become final. What is revoked stays so, here as on chain, so a block that a
 * reorg may still take back does not revoke anything: until then the credit is shown, and the contract refuses it.
 *
 * It has a transaction of its own: what was spent has locked its users in their order, and these would come behind them.
 *
 * **Shape:** `finalized` is the last block that no reorg will take back.
 * **Errors:** LeadLost; those of transact.
 *
 * @returns what to publish after the commit.
 */
export function settleRevocations(knex: Knex, lead: Lead, finalized: number): Promise<readonly Hint[]> {
  return transact(knex, async (trx) => {
    const rows = await runStatement<RevokedRow>(trx, findFinal, [lead.chainId, finalized, settledAtOnce])
    if (rows.length === 0) return []
    await holdLead(trx, lead, null)
    return settle(trx, lead, rows)
  })
}

async function settle(trx: Knex.Transaction, { chainId }: Lead, rows: readonly RevokedRow[]): Promise<readonly Hint[]> {
  const addresses = [...new Set(rows.map(({ address }) => address))]
  const hints = await changeBalances(trx, { addresses, actor: 'chain', cause: 'chain' }, async (users) => {
    const changes = []
    for (const user of users.values()) {
      const facts = []
      for (const { credit_id } of rows.filter(({ address }) => address === user.address)) {
        facts.push(...(await takeBack(trx, user, { creditId: credit_id, reason: 'Revoked on chain' })))
      }
      changes.push({ user, facts })
    }
    return changes
  })
  await runStatement(trx, noteSettled, [
    chainId,
    rows.map(({ block_hash }) => block_hash),
    rows.map(({ log_index }) => log_index),
  ])
  return hints
}

const findFinal = {
  name: 'find-final-revocations',
  text: `select e.block_hash, e.log_index, e.credit_id, c.address from chain_events e join credits c on c.id = e.credit_id
    where e.chain_id = $1 and e.block_number <= $2 and e.kind = 'CreditRevoked'
      and e.applied_at is null and e.undone_at is null and e.quarantined_because is null
    order by e.block_number, e.log_index limit $3`,
}

const noteSettled = {
  name: 'note-settled-revocations',
  text: `update chain_events e set applied_at = date_trunc('milliseconds', clock_timestamp())
    from unnest($2::text[], $3::integer[]) settled (block_hash, log_index)
    where e.chain_id = $1 and e.block_hash = settled.block_hash and e.log_index = settled.log_index`,
}
