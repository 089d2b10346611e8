import type { Address } from '@credits-server/onchain'
import type { ReadPool } from '../db/openReadPool.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'
import { standingOf, type UserStanding } from './UserStanding.js'

type Input = { readonly actor: Actor; readonly address: Address }

type Row = { version: string; known_at: Date | null; opted_out_at: Date | null }

/**
 * Tells how a user stands. An address without a row is not registered, as one is that was only ever flagged.
 *
 * **Errors:** FORBIDDEN; UNAVAILABLE.
 * **Source:** getUserStatus.
 */
export async function getUserStatus(reads: ReadPool, { actor, address }: Input): Promise<UserStanding> {
  authorise(actor, 'credits:read')
  const [row] = await reads.read<Row>(statement, [address])
  return standingOf({
    address,
    version: Number(row?.version ?? 0),
    knownAt: row?.known_at ?? null,
    optedOutAt: row?.opted_out_at ?? null,
  })
}

const statement = {
  name: 'user status',
  text: 'select version, known_at, opted_out_at from users where address = $1',
}
