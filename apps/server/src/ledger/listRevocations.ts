import type { JsonText, RevocationPage } from '@credits-server/contract'
import type { ReadPool, ReadStatement } from '../db/openReadPool.js'
import { type CreditPlace, presentCreditCursor } from './CreditPlace.js'
import { isSeenOnChain } from './isSeenOnChain.js'
import { revocationJson } from './revocationJson.js'

type Choice = {
  readonly state: 'pending' | 'seen' | null
  readonly limit: number
  readonly behind: CreditPlace | null
}

/** Lists revocations, oldest first. */
export type ListRevocations = (choice: Choice) => Promise<JsonText<RevocationPage>>

type Row = { at: Date; id: string; json: string }

/** $1 is the state, $2 and $3 are the place behind which the page begins, $4 is its length and one more. */
const statement: ReadStatement = {
  name: 'revocations',
  text: `
select c.revoked_at as at, c.id, ${revocationJson(`',"state":"' || chain.state || '"'`)} as json
from credits c
join entries e on e.credit_id = c.id and e.kind = 'revoked'
cross join lateral (select case when ${isSeenOnChain} then 'seen' else 'pending' end as state) chain
where c.revoked_at is not null
  and ($1::text is null or chain.state = $1)
  and ($2::timestamptz is null or (c.revoked_at, c.id) > ($2, $3::uuid))
order by c.revoked_at, c.id
limit $4::int`,
}

/** Creates the reader of revocations: one round trip a page. **Errors:** UNAVAILABLE. */
export function createListRevocations(reads: ReadPool): ListRevocations {
  return async function listRevocations({ state, limit, behind }) {
    const values = [state, behind?.at.toISOString() ?? null, behind?.creditId ?? null, limit + 1]
    const rows = await reads.read<Row>(statement, values)
    const page = rows.slice(0, limit)
    const last = rows.length > limit ? page.at(-1) : undefined
    const cursor = last ? `"${presentCreditCursor({ at: last.at, creditId: last.id })}"` : 'null'
    const revocations = page.map(({ json }) => json).join(',')
    return `{"revocations":[${revocations}],"nextCursor":${cursor}}` as JsonText<RevocationPage>
  }
}
