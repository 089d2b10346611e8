import type { UserStatus } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import { isUserStatus, type UserCallOptions } from './UserCall.js'

/** Calls optOutUser; who has left already is left as they are, so it can be repeated. */
export async function optOutUser(
  { calls, settings }: Api,
  address: string,
  { signal }: UserCallOptions = {},
): Promise<UserStatus> {
  const headers = await settings.headers()
  return sendRequest(settings, { signal, isAnswer: isUserStatus }, (signal) =>
    calls.DELETE('/users/{address}', { params: { path: { address } }, headers, signal }),
  )
}
