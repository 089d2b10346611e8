import type { OperatorCredit, operations } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import { hasList, iteratePages } from './iteratePages.js'

/** Which credits, and as of when. Times are RFC 3339, from included and to not. Source: the query of listCredits. */
export type CreditListFilter = Omit<NonNullable<operations['listCredits']['parameters']['query']>, 'limit' | 'cursor'>

export type ListOptions = {
  /** How many one request asks for, 1 to 100; what is iterated is all of it all the same. */
  readonly pageSize?: number
  readonly signal?: AbortSignal
}

/** Calls listCredits, a page at a time and only as far as it is iterated. */
export function listCredits(
  { calls, settings }: Api,
  filter: CreditListFilter = {},
  { pageSize, signal }: ListOptions = {},
): AsyncGenerator<OperatorCredit, void, undefined> {
  return iteratePages(async (cursor) => {
    const headers = await settings.headers()
    const query = { ...filter, ...(pageSize === undefined ? {} : { limit: pageSize }), ...(cursor ? { cursor } : {}) }
    const page = await sendRequest(settings, { signal, isAnswer: hasList('credits') }, (signal) =>
      calls.GET('/credits', { params: { query }, headers, signal }),
    )
    return { items: page.credits, nextCursor: page.nextCursor }
  })
}
