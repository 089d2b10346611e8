import type { Cursors } from '../db/openCursors.js'
import { asOfClock, creditsAsOf } from '../ledger/asOfSql.js'
import { type CreditFilter, creditFilterSql, creditFilterValues } from '../ledger/creditFilter.js'
import { creditColumns } from './exportColumns.js'
import { type ExportFormat, presentRows } from './presentRows.js'
import type { TextFeed } from './TextFeed.js'

/** Exports credits, oldest first and of one moment. */
export type ExportCredits = (filter: CreditFilter, format: ExportFormat) => Promise<TextFeed>

const statementOf = (ofUser: boolean) => `with ${asOfClock}
select ${Object.values(creditColumns).join(', ')}
from ${creditsAsOf} c cross join clock
where ${creditFilterSql(ofUser)}
order by c.created_at, c.id`

const statements = { everybody: statementOf(false), user: statementOf(true) }

/** Creates the export of credits. **Errors:** UNAVAILABLE. */
export function createExportCredits(cursors: Cursors): ExportCredits {
  return async function exportCredits(filter, format) {
    const text = filter.address ? statements.user : statements.everybody
    const cursor = await cursors.open(text, creditFilterValues(filter, null))
    return presentRows(cursor, Object.keys(creditColumns), format)
  }
}
