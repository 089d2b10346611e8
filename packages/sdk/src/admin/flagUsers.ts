import type { operations, UserChange } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import type { ReadonlyLists } from './ReadonlyLists.js'
import { isUserList, type UserCallOptions } from './UserCall.js'

type Body = operations['flagUsers']['requestBody']['content']['application/json']

/** Whom to flag, and why. Source: the body of flagUsers. */
export type UserFlag = ReadonlyLists<Body>

/** Calls flagUsers; the same flag again changes nothing, so it can be repeated. */
export async function flagUsers(
  { calls, settings }: Api,
  flag: UserFlag,
  { signal }: UserCallOptions = {},
): Promise<UserChange[]> {
  const headers = await settings.headers()
  const { users } = await sendRequest(settings, { signal, isAnswer: isUserList }, (signal) =>
    calls.POST('/flag', { headers, body: flag as Body, signal }),
  )
  return users
}
