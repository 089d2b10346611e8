import type { AuditPage, JsonText } from '@credits-server/contract'
import { momentText } from '../balance/creditJson.js'
import type { ReadPool } from '../db/openReadPool.js'
import { presentTimeCursor, type TimePlace } from '../db/TimePlace.js'

/** Which records, and which page of them; null of `behind` is the newest. */
export type AuditChoice = {
  readonly client: string | undefined
  readonly operation: string | undefined
  readonly target: string | undefined
  /** The first moment that counts, and the first that does not any more. */
  readonly from: Date | undefined
  readonly to: Date | undefined
  readonly limit: number
  readonly behind: TimePlace | null
}

/** Reads one page of the audit log. */
export type ReadAudit = (choice: AuditChoice) => Promise<JsonText<AuditPage>>

/** The form of a record's id, as it stands in a cursor. */
export const auditIdForm = /^[1-9]\d{0,17}$/

type Row = { record: string; at: Date; id: string }

/** Creates the reader of the audit log: one round trip a page. **Errors:** UNAVAILABLE. */
export function createReadAudit(reads: ReadPool): ReadAudit {
  return async function readAudit({ limit, behind, ...filter }) {
    const asked = filters.filter(({ name }) => filter[name] !== undefined)
    const values: unknown[] = [limit + 1, ...asked.map(({ name }) => filter[name])]
    const conditions = asked.map(({ sql }, index) => sql(`$${index + 2}`))
    if (behind) {
      conditions.push(`(at, id) < ($${values.length + 1}, $${values.length + 2}::bigint)`)
      values.push(behind.at, behind.id)
    }
    // Each combination is a statement of its own, so that each is planned for the index that serves it.
    const name = `audit:${asked.map((one) => one.name).join(',')}${behind ? ':behind' : ''}`
    const text = statement(conditions)
    const rows = await reads.read<Row>({ name, text }, values)
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    const nextCursor = rows.length > limit && last ? `"${presentTimeCursor(last)}"` : 'null'
    return `{"records":[${page.map(({ record }) => record)}],"nextCursor":${nextCursor}}` as JsonText<AuditPage>
  }
}

const filters = [
  { name: 'client', sql: (value: string) => `client = ${value}` },
  { name: 'operation', sql: (value: string) => `operation = ${value}` },
  { name: 'target', sql: (value: string) => `target = ${value}` },
  { name: 'from', sql: (value: string) => `at >= ${value}` },
  { name: 'to', sql: (value: string) => `at < ${value}` },
] as const

const statement = (conditions: readonly string[]) => `
  select at, id::text as id, json_build_object(
    'at', ${momentText('at')}, 'client', client, 'keyId', key_id,
    'operation', operation, 'target', target, 'requestId', request_id, 'idempotencyKey', idempotency_key,
    'summary', summary)::text as record
  from audit_log${conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''}
  order by at desc, audit_log.id desc limit $1`
