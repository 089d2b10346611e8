import type { Revocation } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'

export type RevokeOptions = { readonly signal?: AbortSignal }

/** Calls revokeCredit; nothing is revoked twice, so it can be repeated. */
export async function revokeCredit(
  { calls, settings }: Api,
  id: string,
  reason: string,
  { signal }: RevokeOptions = {},
): Promise<Revocation> {
  const headers = await settings.headers()
  const request = { params: { path: { id } }, headers, body: { reason } }
  return sendRequest(settings, { signal, isAnswer: isRevocation }, (signal) =>
    calls.POST('/credits/{id}/revoke', { ...request, signal }),
  )
}

/** Tells a revocation from anything else that may have answered. */
export function isRevocation(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'amountWei' in value && 'version' in value
}
