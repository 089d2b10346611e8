import type { AuditPage, operations } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import { type PageOptions, pages } from './pages.js'

/** One write, and who has made it. */
export type AuditRecord = AuditPage['records'][number]

type Query = NonNullable<operations['readAudit']['parameters']['query']>

/** Which records; without any of them all. */
export type ReadAuditOptions = PageOptions & Pick<Query, 'client' | 'operation' | 'target' | 'from' | 'to'>

/** Calls readAudit, a page at a time and only as far as it is iterated. */
export function readAudit({ calls, settings }: Api, options: ReadAuditOptions = {}): AsyncGenerator<AuditRecord, void> {
  return pages(options, async (query, signal) => {
    const headers = await settings.headers()
    const page: AuditPage = await sendRequest(settings, { signal, isAnswer: isPage }, (signal) =>
      calls.GET('/audit', { params: { query }, headers, signal }),
    )
    return { items: page.records, nextCursor: page.nextCursor }
  })
}

function isPage(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'records' in value && Array.isArray(value.records)
}
