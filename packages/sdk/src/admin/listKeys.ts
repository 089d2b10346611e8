import type { ApiKey, ApiKeyPage, operations } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import { type PageOptions, pages } from './pages.js'

type Query = NonNullable<operations['listKeys']['parameters']['query']>

export type ListKeysOptions = PageOptions & Pick<Query, 'client'>

/** Calls listKeys, a page at a time and only as far as it is iterated. */
export function listKeys({ calls, settings }: Api, options: ListKeysOptions = {}): AsyncGenerator<ApiKey, void> {
  return pages(options, async (query, signal) => {
    const headers = await settings.headers()
    const page: ApiKeyPage = await sendRequest(settings, { signal, isAnswer: isPage }, (signal) =>
      calls.GET('/keys', { params: { query }, headers, signal }),
    )
    return { items: page.keys, nextCursor: page.nextCursor }
  })
}

function isPage(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys)
}
