import type { Address } from '@credits-server/onchain'
import type { ReadPool } from '../db/openReadPool.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'
import { standingOf, type UserStanding } from './UserStanding.js'

type Input = {
  readonly actor: Actor
  readonly status: UserStanding['status'] | null
  readonly limit: number
  /** The last address of the page before. */
  readonly behind: Address | null
}

/** One page of users. */
export type UserList = {
  readonly users: readonly UserStanding[]
  /** The last address of the page, null if none is behind it. */
  readonly last: Address | null
}

type Row = { address: Address; version: string; known_at: Date | null; opted_out_at: Date | null }

/**
 * Lists users in the order of their addresses, a page at a time.
 *
 * **Errors:** FORBIDDEN; UNAVAILABLE.
 * **Source:** listUsers.
 */
export async function listUsers(reads: ReadPool, { actor, status, limit, behind }: Input): Promise<UserList> {
  authorise(actor, 'credits:read')
  const rows = await reads.read<Row>(statements[status ?? 'any'], [behind ?? '', limit + 1])
  const users = rows.slice(0, limit).map((row) =>
    standingOf({
      address: row.address,
      version: Number(row.version),
      knownAt: row.known_at,
      optedOutAt: row.opted_out_at,
    }),
  )
  return { users, last: rows.length > limit ? (users.at(-1)?.address ?? null) : null }
}

/** One statement for each, because a partial index serves only who names its condition. */
const statements = {
  any: statementOf('any', 'true'),
  enrolled: statementOf('enrolled', 'opted_out_at is null and known_at is not null'),
  opted_out: statementOf('opted_out', 'opted_out_at is not null'),
  not_registered: statementOf('not_registered', 'opted_out_at is null and known_at is null'),
}

function statementOf(name: string, condition: string) {
  const text = `select address, version, known_at, opted_out_at from users
    where ${condition} and address > $1 order by address limit $2`
  return { name: `users ${name}`, text }
}
