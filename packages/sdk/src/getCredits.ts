import type { Balance } from '@credits-server/contract'
import { isBalance } from './balance/isBalance.js'
import type { Api } from './request/createApi.js'
import { sendRequest } from './request/sendRequest.js'

export type GetCreditsOptions = {
  /** Lists only the credits of this status; the totals stay those of all. */
  readonly status?: 'AVAILABLE' | 'PARTIALLY_USED'
  readonly signal?: AbortSignal
}

/** Calls getCredits. */
export async function getCredits(
  { calls, settings }: Api,
  address: string,
  { status, signal }: GetCreditsOptions = {},
): Promise<Balance> {
  const headers = await settings.headers()
  const params = { path: { address }, query: status === undefined ? {} : { status } }
  return sendRequest(settings, { signal, isAnswer: isBalance }, (signal) =>
    calls.GET('/users/{address}/credits', { params, headers, signal }),
  )
}
