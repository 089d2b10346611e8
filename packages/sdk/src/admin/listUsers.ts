import type { UserPage, UserStatus } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import { isUserList } from './UserCall.js'

export type ListUsersOptions = {
  /** Only who stands so. */
  readonly status?: UserStatus['status']
  /** How many users one request asks for, 1 to 100; what is iterated is all of them all the same. */
  readonly pageSize?: number
  readonly signal?: AbortSignal
}

/** Calls listUsers, a page at a time and only as far as it is iterated. */
export async function* listUsers(
  { calls, settings }: Api,
  { pageSize: limit, status, signal }: ListUsersOptions = {},
): AsyncGenerator<UserStatus, void, undefined> {
  const filter = { ...(limit === undefined ? {} : { limit }), ...(status === undefined ? {} : { status }) }
  let cursor: string | null | undefined
  do {
    const headers = await settings.headers()
    const query = { ...filter, ...(cursor ? { cursor } : {}) }
    const page: UserPage = await sendRequest(settings, { signal, isAnswer: isUserList }, (signal) =>
      calls.GET('/users', { params: { query }, headers, signal }),
    )
    yield* page.users
    cursor = page.nextCursor
  } while (cursor)
}
