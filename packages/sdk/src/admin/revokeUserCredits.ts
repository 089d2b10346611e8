import type { UserRevocation } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import { isRevocation, type RevokeOptions } from './revokeCredit.js'

/** Calls revokeUserCredits; nothing is revoked twice, so it can be repeated. */
export async function revokeUserCredits(
  { calls, settings }: Api,
  address: string,
  reason: string,
  { signal }: RevokeOptions = {},
): Promise<UserRevocation> {
  const headers = await settings.headers()
  const request = { params: { path: { address } }, headers, body: { reason } }
  return sendRequest(settings, { signal, isAnswer: isRevocation }, (signal) =>
    calls.POST('/users/{address}/credits/revoke', { ...request, signal }),
  )
}
