import type { Transaction } from '@credits-server/contract'
import type { Address, Hex } from '@credits-server/onchain'
import type { Logger } from 'pino'
import type { ReadPool, ReadStatement } from '../db/openReadPool.js'
import type { Patience } from '../waits/createPatience.js'
import { createWaits } from '../waits/createWaits.js'

type Deps = {
  readonly reads: ReadPool
  readonly chainId: number
  /** From so many confirmations on a transaction is confirmed. */
  readonly chainConfirmations: number
  readonly logger: Logger
}

/** How far a transaction may be waited for. */
export type TransactionStage = 'seen' | 'confirmed' | 'final'

/** Reads what is known of a transaction; with `until`, waits for it to come so far, or for patience to end. */
export type ReadTransaction = (
  hash: Hex,
  waiting: { readonly until: TransactionStage; readonly patience: Patience } | null,
) => Promise<Transaction>

/** The events of a transaction as one row: those of a block that was taken back count only where there are no others. */
const statement: ReadStatement = {
  name: 'read transaction',
  text: `
with asked as (select hash from unnest($2::text[]) hash),
reached as (select coalesce(min(indexed_to), -1) as block from chain_contracts where chain_id = $1),
events as (
  select e.* from chain_events e join asked on e.transaction_hash = asked.hash where e.chain_id = $1
),
uses as (
  select e.transaction_hash as hash, e.credit_id, e.address, sum(e.amount_wei) as amount_wei, u.version,
    min(e.log_index) as position
  from events e join users u on u.address = e.address where e.kind = 'CreditUsed' and e.applied_at is not null
  group by e.transaction_hash, e.credit_id, e.address, u.version
)
select asked.hash, (select max(block_number) from events e where e.transaction_hash = asked.hash and undone_at is null) as block,
  exists (select from events e where e.transaction_hash = asked.hash) as is_known, reached.block as reached,
  coalesce((select finalized_number from chain_followers where chain_id = $1), -1) as finalized,
  coalesce((
    select json_agg(json_build_object('id', credit_id, 'address', address, 'amountWei', amount_wei::text, 'version', version)
      order by position) from uses where uses.hash = asked.hash
  ), '[]') as credits
from asked cross join reached`,
}

type Row = {
  hash: Hex
  block: string | null
  is_known: boolean
  reached: string
  finalized: string
  credits: { id: string; address: Address; amountWei: string; version: number }[]
}

/**
 * Creates the reader of transactions. However many wait, they are read in one question, four times a second.
 *
 * **Errors:** UNAVAILABLE. **Source:** getTransaction.
 */
export function createReadTransaction({ reads, chainId, chainConfirmations, logger }: Deps): ReadTransaction {
  const readMany = async (hashes: readonly string[]) => {
    const rows = await reads.read<Row>(statement, [chainId, [...new Set(hashes)]])
    return rows.map((row) => presentTransaction(row, chainConfirmations))
  }
  const waits = createWaits<Transaction['state']>({
    logger,
    findMoved: async (expected) => {
      const states = new Map((await readMany(expected.map(({ key }) => key))).map(({ hash, state }) => [hash, state]))
      return new Set(expected.filter(({ key, seen }) => states.get(key) !== seen).map(({ key }) => key))
    },
  })
  return async function readTransaction(hash, waiting) {
    for (;;) {
      const [transaction] = await readMany([hash])
      if (!transaction) throw new Error('the statement of a transaction returned no row')
      if (waiting === null || waiting.patience.ends.aborted) return transaction
      if (stages.indexOf(transaction.state) >= stages.indexOf(waiting.until)) return transaction
      await waits.wait({ key: hash, seen: transaction.state }, waiting.patience.ends)
    }
  }
}

const stages: readonly Transaction['state'][] = ['unknown', 'reorged', 'seen', 'confirmed', 'final']

function presentTransaction({ hash, block, is_known, reached, finalized, credits }: Row, needed: number): Transaction {
  if (block === null) {
    return { hash, state: is_known ? 'reorged' : 'unknown', blockNumber: null, confirmations: 0, credits: [] }
  }
  const blockNumber = Number(block)
  const confirmations = Math.max(1, Number(reached) - blockNumber + 1)
  const isFinal = blockNumber <= Number(finalized)
  const state = isFinal ? 'final' : confirmations >= needed ? 'confirmed' : 'seen'
  return { hash, state, blockNumber, confirmations, credits }
}
