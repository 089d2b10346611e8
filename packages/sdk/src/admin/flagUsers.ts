import type { operations, UserChange } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import { isUserList, type UserCallOptions } from './UserCall.js'

/** Whom to flag, and why. Source: the body of flagUsers. */
export type UserFlag = operations['flagUsers']['requestBody']['content']['application/json']

/** Calls flagUsers; the same flag again changes nothing, so it can be repeated. */
export async function flagUsers(
  { calls, settings }: Api,
  flag: UserFlag,
  { signal }: UserCallOptions = {},
): Promise<UserChange[]> {
  const headers = await settings.headers()
  const { users } = await sendRequest(settings, { signal, isAnswer: isUserList }, (signal) =>
    calls.POST('/flag', { headers, body: flag, signal }),
  )
  return users
}
