import type { Knex } from 'knex'
import { runStatement } from '../db/runStatement.js'
import type { Lead } from './takeLead.js'

/** Another instance leads, or an operator has stopped the following. */
export class LeadLost extends Error {
  override readonly name = 'LeadLost'
}

type Seen = { readonly finalized: number; readonly headNumber: number }

/**
 * A leader that stands still within its transaction holds up whoever takes over; nothing that it does between two statements
 * takes as long.
 */
const stillnessMs = 5_000

/**
 * Holds the lead until the end of the transaction, as its first statement: who takes over meanwhile waits, and whoever has been
 * taken over from finds another fence.
 *
 * **Errors:** LeadLost.
 */
export async function holdLead(trx: Knex.Transaction, { chainId, fence }: Lead, seen: Seen | null): Promise<void> {
  const held = await runStatement(trx, statement, [chainId, fence, seen?.finalized ?? null, seen?.headNumber ?? null])
  if (held.length === 0) throw new LeadLost('another instance follows the chain by now')
}

const statement = {
  name: 'hold-lead',
  text: `update chain_followers set finalized_number = greatest(finalized_number, $3::bigint),
      head_number = coalesce($4::bigint, head_number), followed_at = date_trunc('milliseconds', clock_timestamp())
    where chain_id = $1 and fence = $2 and halted_because is null
    returning fence, set_config('idle_in_transaction_session_timeout', '${stillnessMs}', true)`,
}
