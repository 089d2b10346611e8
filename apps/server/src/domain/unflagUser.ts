import type { Address } from '@credits-server/onchain'
import type { Flag } from '../ledger/addFlag.js'
import { commitChange, type Ledger } from '../ledger/commitChange.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'

type Input = { readonly actor: Actor; readonly address: Address; readonly type: Flag['type'] }

/**
 * Lifts a user's active flags of one type, whose history is kept, and returns the version; without one nothing changes.
 *
 * **Errors:** FORBIDDEN, UNAVAILABLE, OUTCOME_UNKNOWN.
 */
export async function unflagUser(ledger: Ledger, { actor, address, type }: Input): Promise<number> {
  authorise(actor, 'flags:write')
  return commitChange(ledger, { address, actor, cause: 'operator' }, async (trx, { at }) => {
    const lifted = await trx('flags')
      .where({ address, type, ended_at: null })
      .where((flag) => flag.whereNull('until').orWhere('until', '>', at))
      .update({ ended_at: at })
    return lifted === 0 ? [] : [{ kind: 'unflagged' }]
  })
}
