import type { Address } from '@credits-server/onchain'
import type { Flag } from '../ledger/addFlags.js'
import type { Ledger } from '../ledger/commitChange.js'
import type { Actor } from './Actor.js'
import { unflagUsers } from './unflagUsers.js'

type Input = { readonly actor: Actor; readonly address: Address; readonly type: Flag['type'] }

/** Lifts one user's active flags of one type. **Errors:** those of unflagUsers. */
export async function unflagUser(ledger: Ledger, { actor, address, type }: Input): Promise<void> {
  await unflagUsers(ledger, { actor, addresses: [address], type })
}
