import type { operations, UserChange } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import type { ReadonlyLists } from './ReadonlyLists.js'
import { isUserList, type UserCallOptions } from './UserCall.js'

type Body = operations['unflagUsers']['requestBody']['content']['application/json']

/** Whose flags to lift. Source: the body of unflagUsers. */
export type UserUnflag = ReadonlyLists<Body>

/** Calls unflagUsers; who has no such flag is left as they are, so it can be repeated. */
export async function unflagUsers(
  { calls, settings }: Api,
  unflag: UserUnflag,
  { signal }: UserCallOptions = {},
): Promise<UserChange[]> {
  const headers = await settings.headers()
  const { users } = await sendRequest(settings, { signal, isAnswer: isUserList }, (signal) =>
    calls.POST('/unflag', { headers, body: unflag as Body, signal }),
  )
  return users
}
