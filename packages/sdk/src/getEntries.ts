import type { EntryPage } from '@credits-server/contract'
import type { Api } from './request/createApi.js'
import { sendRequest } from './request/sendRequest.js'

/** One entry of a user's history. */
export type Entry = EntryPage['entries'][number]

export type GetEntriesOptions = {
  /** How many entries one request asks for, 1 to 100; what is iterated is the whole history all the same. */
  readonly pageSize?: number
  readonly signal?: AbortSignal
}

/** Calls getEntries, a page at a time and only as far as it is iterated. */
export async function* getEntries(
  { calls, settings }: Api,
  address: string,
  { pageSize, signal }: GetEntriesOptions = {},
): AsyncGenerator<Entry, void, undefined> {
  const limit = pageSize === undefined ? {} : { limit: pageSize }
  let cursor: string | null | undefined
  do {
    const headers = await settings.headers()
    const params = { path: { address }, query: { ...limit, ...(cursor ? { cursor } : {}) } }
    const page: EntryPage = await sendRequest(settings, { signal, isAnswer: isEntryPage }, (signal) =>
      calls.GET('/users/{address}/entries', { params, headers, signal }),
    )
    yield* page.entries
    cursor = page.nextCursor
  } while (cursor)
}

function isEntryPage(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'entries' in value && Array.isArray(value.entries)
}
