import type { Address } from '@credits-server/onchain'
import type { Ledger } from '../ledger/commitChange.js'
import type { Actor } from './Actor.js'
import { type FlagAsked, flagUsers } from './flagUsers.js'

type Input = { readonly actor: Actor; readonly address: Address; readonly flag: FlagAsked }

/** Flags one user. **Errors:** those of flagUsers. */
export async function flagUser(ledger: Ledger, { actor, address, flag }: Input): Promise<void> {
  await flagUsers(ledger, { actor, addresses: [address], flag })
}
