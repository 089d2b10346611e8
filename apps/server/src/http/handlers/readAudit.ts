import { auditIdForm, type ReadAudit } from '../../audit/readAudit.js'
import type { Handler } from '../Handler.js'
import { readTimeCursor } from '../readTimeCursor.js'

const defaultLimit = 50

/** Answers readAudit: one page of the audit log. */
export function createReadAuditHandler(readAudit: ReadAudit): Handler<'readAudit'> {
  return async function answerReadAudit({ query: { limit = defaultLimit, cursor, ...filter } }) {
    const body = await readAudit({
      client: filter.client,
      operation: filter.operation,
      target: filter.target?.toLowerCase(),
      from: filter.from === undefined ? undefined : new Date(filter.from),
      to: filter.to === undefined ? undefined : new Date(filter.to),
      limit,
      behind: readTimeCursor(cursor, auditIdForm),
    })
    return { status: 200, type: 'application/json', body }
  }
}
