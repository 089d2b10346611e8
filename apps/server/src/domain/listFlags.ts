import type { Address } from '@credits-server/onchain'
import { momentText, secondText } from '../balance/creditJson.js'
import type { ReadPool, ReadStatement } from '../db/openReadPool.js'
import type { Flag } from '../ledger/addFlags.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'

type Input = {
  readonly actor: Actor
  readonly address: Address | null
  readonly type: Flag['type'] | null
  readonly active: boolean | null
  readonly limit: number
  /** The id of the last flag of the page before. */
  readonly behind: number | null
}

/** A flag with all that operators are told of it. **Source:** `#/components/schemas/Flag`. */
export type ListedFlag = {
  readonly id: number
  readonly address: Address
  readonly type: Flag['type']
  readonly reason: { message: string; ip?: string; linkedAddresses: Address[] }
  readonly active: boolean
  readonly flaggedAt: string
  readonly flaggedBy: string
  readonly until: string | null
  readonly endedAt: string | null
  readonly liftedBy: string | null
}

/** One page of flags. */
export type FlagList = {
  readonly flags: readonly ListedFlag[]
  /** The id of the last flag of the page, null if none is behind it. */
  readonly last: number | null
}

/**
 * Lists flags, newest first, a page at a time: active ones, lifted ones and those that have ended by themselves.
 *
 * **Errors:** FORBIDDEN; UNAVAILABLE.
 * **Source:** listFlags.
 */
export async function listFlags(
  reads: ReadPool,
  { actor, address, type, active, limit, behind }: Input,
): Promise<FlagList> {
  authorise(actor, 'flags:read')
  const statement = statementOf({ ofUser: address !== null, active })
  const rows = await reads.read<Row>(statement, [address, type, behind, limit + 1])
  const flags = rows.slice(0, limit).map(readFlag)
  return { flags, last: rows.length > limit ? (flags.at(-1)?.id ?? null) : null }
}

type Row = Omit<ListedFlag, 'id' | 'reason'> & {
  id: string
  message: string
  ip: string | null
  linked_addresses: Address[]
}

function readFlag({ id, message, ip, linked_addresses: linkedAddresses, ...flag }: Row): ListedFlag {
  return { id: Number(id), ...flag, reason: { message, ...(ip === null ? {} : { ip }), linkedAddresses } }
}

/** Ended is what was lifted and what has ended by itself; `ended_at` alone would not know of the second. */
const isActive = '(f.ended_at is null and (f.until is null or f.until > now))'

/** One statement for each way in, because an index serves only who names its condition. */
function statementOf({ ofUser, active }: { ofUser: boolean; active: boolean | null }): ReadStatement {
  const conditions = [
    // Each parameter must be named once for its type to be known.
    ofUser ? 'f.address = $1::text' : '$1::text is null',
    '($2::text is null or f.type = $2)',
    '($3::bigint is null or f.id < $3)',
    ...(active === null ? [] : [active ? isActive : `not ${isActive}`]),
  ]
  return {
    name: `flags ${ofUser ? 'of a user' : ''} ${active}`,
    text: `
with clock as materialized (select clock_timestamp() as now)
select f.id, f.address, f.type, f.message, host(f.ip) as ip, f.linked_addresses::text[] as linked_addresses,
  ${isActive} as active,
  ${momentText('f.created_at')} as "flaggedAt", f.flagged_by as "flaggedBy",
  ${secondText('f.until')} as until,
  ${momentText('coalesce(f.ended_at, case when f.until <= now then f.until end)')} as "endedAt",
  f.lifted_by as "liftedBy"
from flags f cross join clock
where ${conditions.join(' and ')}
order by f.id desc
limit $4`,
  }
}
