import type { Revocation } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import { hasList, iteratePages } from './iteratePages.js'
import type { ListOptions } from './listCredits.js'

export type ListRevocationsOptions = ListOptions & {
  /** Whether the chain knows of it; left out, both. */
  readonly state?: 'pending' | 'seen'
}

/** Calls listRevocations, a page at a time and only as far as it is iterated. */
export function listRevocations(
  { calls, settings }: Api,
  { state, pageSize, signal }: ListRevocationsOptions = {},
): AsyncGenerator<Revocation, void, undefined> {
  return iteratePages(async (cursor) => {
    const headers = await settings.headers()
    const query = {
      ...(state === undefined ? {} : { state }),
      ...(pageSize === undefined ? {} : { limit: pageSize }),
      ...(cursor ? { cursor } : {}),
    }
    const page = await sendRequest(settings, { signal, isAnswer: hasList('revocations') }, (signal) =>
      calls.GET('/admin/revocations', { params: { query }, headers, signal }),
    )
    return { items: page.revocations, nextCursor: page.nextCursor }
  })
}
