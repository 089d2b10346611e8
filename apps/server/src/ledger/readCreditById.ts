import type { JsonText, OperatorCredit } from '@credits-server/contract'
import { momentText } from '../balance/creditJson.js'
import type { ReadPool, ReadStatement } from '../db/openReadPool.js'
import { CreditsError } from '../errors/CreditsError.js'
import { asOfClock, creditsAsOf } from './asOfSql.js'
import { operatorCreditJson } from './operatorCreditJson.js'

/** Reads any credit with its entries, as it was at a moment; null is now. */
export type ReadCreditById = (creditId: string, asOf: Date | null) => Promise<JsonText<OperatorCredit>>

type Row = { is_ahead: boolean; json: JsonText<OperatorCredit> | null }

const entriesJson = `',"entries":[' || (
  select coalesce(string_agg('{"version":' || e.version || ',"kind":"' || e.kind
    || '","amountWei":"' || e.amount_wei || '","at":"' || ${momentText('e.at')} || '"'
    || coalesce(',"cause":"' || e.cause || '"', '')
    || ',"actor":"' || e.actor || '"'
    || coalesce(',"reason":' || to_json(coalesce(e.reason, case e.kind when 'granted' then c.reason end)::text), '')
    || '}', ',' order by e.version desc), '')
  from (
    select * from entries where credit_id = c.id and ($2::timestamptz is null or at <= $2) order by version desc limit 1000
  ) e
) || ']'`

const statement: ReadStatement = {
  name: 'creditById',
  text: `
with ${asOfClock}
select clock.is_ahead, (select ${operatorCreditJson(entriesJson)} from ${creditsAsOf} c where c.id = $1) as json
from clock`,
}

/**
 * Creates the operators' reader of single credits: whoever owns it and whatever its state.
 *
 * **Errors:** INVALID_AS_OF; CREDIT_NOT_FOUND, also for one that was granted later than the moment; UNAVAILABLE.
 */
export function createReadCreditById(reads: ReadPool): ReadCreditById {
  return async function readCreditById(creditId, asOf) {
    const [row] = await reads.read<Row>(statement, [creditId, asOf?.toISOString() ?? null])
    if (row?.is_ahead) throw new CreditsError('INVALID_AS_OF', { details: { parameter: 'asOf' } })
    if (!row?.json) throw new CreditsError('CREDIT_NOT_FOUND')
    return row.json
  }
}
