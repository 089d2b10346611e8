import type { Address, Hex } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { runStatement } from '../db/runStatement.js'
import { transact } from '../db/transact.js'
import type { Hint } from '../hints/Hints.js'
import { applyEvents } from './applyEvents.js'
import type { ChainEvent } from './ChainEvent.js'
import { holdLead } from './holdLead.js'
import type { Lead } from './takeLead.js'

/** Of one call; what is left is found by the next. */
const adoptedAtOnce = 1_000

/**
 * Looks again at quarantined events whose credit is there by now: a backup was restored that did not have the credit yet, and it
 * was granted again, which makes the same one; or a pending credit was claimed. What is spent on chain stays spent.
 *
 * **Errors:** LeadLost; those of transact.
 *
 * @returns what to publish after the commit.
 */
export function adoptEvents(knex: Knex, lead: Lead): Promise<readonly Hint[]> {
  return transact(knex, async (trx) => {
    const rows = await runStatement<Row>(trx, findAdoptable, [lead.chainId, adoptedAtOnce])
    if (rows.length === 0) return []
    await holdLead(trx, lead, null)
    const contracts = [...new Set(rows.map(({ contract }) => contract))]
    const { hints } = await applyEvents(trx, { chainId: lead.chainId, contracts }, rows.map(eventOf))
    return hints
  })
}

type Row = {
  block_hash: Hex
  log_index: number
  block_number: string
  transaction_hash: Hex
  contract: Address
  address: Address
  kind: 'CreditUsed' | 'CreditRevoked'
  credit_hash: Hex
  amount_wei: string | null
  value_wei: string
  expires_at_seconds: string
  salt: Hex
}

/** The terms are the credit's: that those of the event make the same hash was seen when it came. */
function eventOf(row: Row): ChainEvent {
  const creditHash = row.credit_hash
  return {
    blockHash: row.block_hash,
    blockNumber: Number(row.block_number),
    logIndex: row.log_index,
    transactionHash: row.transaction_hash,
    contract: row.contract,
    told:
      row.kind === 'CreditRevoked'
        ? { kind: 'CreditRevoked', revoker: row.address, creditHash }
        : {
            kind: 'CreditUsed',
            user: row.address,
            creditHash,
            valueWei: BigInt(row.value_wei),
            expiresAtSeconds: BigInt(row.expires_at_seconds),
            salt: row.salt,
            amountWei: BigInt(row.amount_wei ?? 0),
          },
  }
}

const findAdoptable = {
  name: 'find-adoptable-events',
  text: `select e.block_hash, e.log_index, e.block_number, e.transaction_hash, e.contract, e.address, e.kind, e.credit_hash,
      e.amount_wei, c.value_wei, extract(epoch from c.expires_at)::bigint as expires_at_seconds, c.salt
    from chain_events e join credits c on c.hash = e.credit_hash and c.chain_id = e.chain_id and c.contract = e.contract
    where e.chain_id = $1 and e.quarantined_because is not null and e.undone_at is null and (
      e.quarantined_because = 'UNKNOWN_CREDIT'
      or e.quarantined_because = 'UNCLAIMED_CREDIT' and c.claimed_at is not null
      or e.quarantined_because = 'OVERSPENT' and c.spent_wei + e.amount_wei <= c.value_wei
    )
    order by e.block_number, e.log_index limit $2`,
}
