import type { Address } from '@credits-server/onchain'
import type { Cursors } from '../db/openCursors.js'
import { entryColumns } from './exportColumns.js'
import { type ExportFormat, presentRows } from './presentRows.js'
import type { TextFeed } from './TextFeed.js'

/** Which entries; what is left out does not matter. Times are `from <= at < to`. */
export type EntryFilter = {
  readonly address: Address | null
  readonly kind: string | null
  readonly from: Date | null
  readonly to: Date | null
}

/** Exports entries in the order of users and their versions, of one moment. */
export type ExportEntries = (filter: EntryFilter, format: ExportFormat) => Promise<TextFeed>

/** In the order of the ledger's key: another order would be sorted first, on disk. */
const statement = `
select ${Object.values(entryColumns).join(', ')}
from entries e left join credits c on c.id = e.credit_id
where ($1::text is null or e.address = $1)
  and ($2::text is null or e.kind = $2)
  and ($3::timestamptz is null or e.at >= $3)
  and ($4::timestamptz is null or e.at < $4)
order by e.address, e.version`

/** Creates the export of the ledger. **Errors:** UNAVAILABLE. */
export function createExportEntries(cursors: Cursors): ExportEntries {
  return async function exportEntries({ address, kind, from, to }, format) {
    const values = [address, kind, from?.toISOString() ?? null, to?.toISOString() ?? null]
    return presentRows(await cursors.open(statement, values), Object.keys(entryColumns), format)
  }
}
