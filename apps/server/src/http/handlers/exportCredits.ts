import { authorise } from '../../domain/authorise.js'
import type { ExportCredits } from '../../exports/exportCredits.js'
import { chooseExportFormat } from '../chooseExportFormat.js'
import type { Handler } from '../Handler.js'
import { readCreditFilter } from '../readCreditFilter.js'

/** Answers exportCredits: everybody's credits, line by line. */
export function createExportCreditsHandler(exportCredits: ExportCredits): Handler<'exportCredits'> {
  return async function answerExportCredits({ query }, { actor, accepted }) {
    authorise(actor, 'credits:read')
    const { format, type, headers } = chooseExportFormat('credits', query.format, accepted)
    return { status: 200, type, headers, body: await exportCredits(readCreditFilter(query), format) }
  }
}
