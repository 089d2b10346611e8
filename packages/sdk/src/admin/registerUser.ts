import type { UserStatus } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import { isUserStatus, type UserCallOptions } from './UserCall.js'

/** Calls registerUser; who is known already is left as they are, so it can be repeated. */
export async function registerUser(
  { calls, settings }: Api,
  address: string,
  { signal }: UserCallOptions = {},
): Promise<UserStatus> {
  const headers = await settings.headers()
  return sendRequest(settings, { signal, isAnswer: isUserStatus }, (signal) =>
    calls.POST('/users', { headers, body: { address }, signal }),
  )
}
