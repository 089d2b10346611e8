import type { UserStatus } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import { isUserStatus, type UserCallOptions } from './UserCall.js'

/** Calls rejoinUser; who has not left is left as they are, so it can be repeated. */
export async function rejoinUser(
  { calls, settings }: Api,
  address: string,
  { signal }: UserCallOptions = {},
): Promise<UserStatus> {
  const headers = await settings.headers()
  return sendRequest(settings, { signal, isAnswer: isUserStatus }, (signal) =>
    calls.POST('/users/{address}/rejoin', { params: { path: { address } }, headers, signal }),
  )
}
