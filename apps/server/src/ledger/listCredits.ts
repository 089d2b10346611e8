import type { CreditPage, JsonText } from '@credits-server/contract'
import type { ReadPool, ReadStatement } from '../db/openReadPool.js'
import { CreditsError } from '../errors/CreditsError.js'
import { asOfClock, creditsAsOf } from './asOfSql.js'
import { type CreditPlace, presentCreditCursor } from './CreditPlace.js'
import { type CreditFilter, creditFilterSql, creditFilterValues } from './creditFilter.js'
import { operatorCreditJson } from './operatorCreditJson.js'

/** Which page of which credits, at which moment; null is now and the newest. */
export type CreditListChoice = {
  readonly filter: CreditFilter
  readonly asOf: Date | null
  readonly limit: number
  readonly behind: CreditPlace | null
}

/** Lists credits, newest first. */
export type ListCredits = (choice: CreditListChoice) => Promise<JsonText<CreditPage>>

type Row = { is_ahead: boolean; at: Date | null; id: string; json: string }

/** $12 and $13 are the place behind which the page begins, $14 is its length; one more tells whether there is another. */
const statementOf = (ofUser: boolean): ReadStatement => ({
  name: ofUser ? 'creditsOfUser' : 'credits',
  text: `
with ${asOfClock}
select clock.is_ahead, page.*
from clock left join lateral (
  select c.created_at as at, c.id, ${operatorCreditJson()} as json
  from ${creditsAsOf} c
  where ${creditFilterSql(ofUser)}
    and ($12::timestamptz is null or (c.created_at, c.id) < ($12, $13::uuid))
  order by c.created_at desc, c.id desc
  limit $14::int + 1
) page on true`,
})

const statements = { everybody: statementOf(false), user: statementOf(true) }

/**
 * Creates the reader of lists of credits: one round trip a page.
 *
 * **Errors:** INVALID_AS_OF for a moment that has yet to come by the database's clock; UNAVAILABLE.
 */
export function createListCredits(reads: ReadPool): ListCredits {
  return async function listCredits({ filter, asOf, limit, behind }) {
    const values = [
      ...creditFilterValues(filter, asOf),
      behind?.at.toISOString() ?? null,
      behind?.creditId ?? null,
      limit,
    ]
    const rows = await reads.read<Row>(filter.address ? statements.user : statements.everybody, values)
    if (rows[0]?.is_ahead) throw new CreditsError('INVALID_AS_OF', { details: { parameter: 'asOf' } })
    const found = rows.filter(({ at }) => at !== null)
    const page = found.slice(0, limit)
    const last = found.length > limit ? page.at(-1) : undefined
    const cursor = last?.at ? `"${presentCreditCursor({ at: last.at, creditId: last.id })}"` : 'null'
    return `{"credits":[${page.map(({ json }) => json).join(',')}],"nextCursor":${cursor}}` as JsonText<CreditPage>
  }
}
