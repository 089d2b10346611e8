import type { Flag, FlagPage, operations } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'

type Query = NonNullable<operations['listFlags']['parameters']['query']>

export type ListFlagsOptions = Pick<Query, 'address' | 'type'> & {
  /** Only the active ones, or only those that have ended. */
  readonly active?: boolean
  /** How many flags one request asks for, 1 to 100; what is iterated is all of them all the same. */
  readonly pageSize?: number
  readonly signal?: AbortSignal
}

/** Calls listFlags, a page at a time and only as far as it is iterated. */
export async function* listFlags(
  { calls, settings }: Api,
  { pageSize: limit, active, signal, ...rest }: ListFlagsOptions = {},
): AsyncGenerator<Flag, void, undefined> {
  const filter: Query = {
    ...rest,
    ...(limit === undefined ? {} : { limit }),
    ...(active === undefined ? {} : { active: `${active}` }),
  }
  let cursor: string | null | undefined
  do {
    const headers = await settings.headers()
    const query = { ...filter, ...(cursor ? { cursor } : {}) }
    const page: FlagPage = await sendRequest(settings, { signal, isAnswer: isFlagPage }, (signal) =>
      calls.GET('/admin/flags', { params: { query }, headers, signal }),
    )
    yield* page.flags
    cursor = page.nextCursor
  } while (cursor)
}

function isFlagPage(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'flags' in value && Array.isArray(value.flags)
}
