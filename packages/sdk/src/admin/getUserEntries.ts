import type { OperatorEntryPage } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import { hasList, iteratePages } from './iteratePages.js'
import type { ListOptions } from './listCredits.js'

/** One entry of a user's history, with who and why. */
export type OperatorEntry = OperatorEntryPage['entries'][number]

/** Calls getUserEntries, a page at a time and only as far as it is iterated. */
export function getUserEntries(
  { calls, settings }: Api,
  address: string,
  { pageSize, signal }: ListOptions = {},
): AsyncGenerator<OperatorEntry, void, undefined> {
  return iteratePages(async (cursor) => {
    const headers = await settings.headers()
    const query = { ...(pageSize === undefined ? {} : { limit: pageSize }), ...(cursor ? { cursor } : {}) }
    const page = await sendRequest(settings, { signal, isAnswer: hasList('entries') }, (signal) =>
      calls.GET('/admin/users/{address}/entries', { params: { path: { address }, query }, headers, signal }),
    )
    return { items: page.entries, nextCursor: page.nextCursor }
  })
}
