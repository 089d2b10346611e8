import type { UserStatus } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import { isUserStatus, type UserCallOptions } from './UserCall.js'

/** Calls getUserStatus. */
export async function getUserStatus(
  { calls, settings }: Api,
  address: string,
  { signal }: UserCallOptions = {},
): Promise<UserStatus> {
  const headers = await settings.headers()
  return sendRequest(settings, { signal, isAnswer: isUserStatus }, (signal) =>
    calls.GET('/users/{address}/status', { params: { path: { address } }, headers, signal }),
  )
}
