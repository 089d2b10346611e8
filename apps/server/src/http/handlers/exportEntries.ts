import { authorise } from '../../domain/authorise.js'
import type { ExportEntries } from '../../exports/exportEntries.js'
import { chooseExportFormat } from '../chooseExportFormat.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'
import { readMoment } from '../readMoment.js'

/** Answers exportEntries: the ledger, line by line. */
export function createExportEntriesHandler(exportEntries: ExportEntries): Handler<'exportEntries'> {
  return async function answerExportEntries({ query }, { actor, accepted }) {
    authorise(actor, 'credits:read')
    const { format, type, headers } = chooseExportFormat('entries', query.format, accepted)
    const filter = {
      address: query.address === undefined ? null : readAddress(query.address),
      kind: query.kind ?? null,
      from: query.from === undefined ? null : readMoment(query.from),
      to: query.to === undefined ? null : readMoment(query.to),
    }
    return { status: 200, type, headers, body: await exportEntries(filter, format) }
  }
}
