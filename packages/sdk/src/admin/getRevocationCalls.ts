import type { RevocationCalls } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import { hasList } from './iteratePages.js'

export type GetRevocationCallsOptions = {
  /** How many credits one call revokes at most, 1 to 200. */
  readonly perCall?: number
  readonly signal?: AbortSignal
}

/** Calls getRevocationCalls. */
export async function getRevocationCalls(
  { calls, settings }: Api,
  { perCall, signal }: GetRevocationCallsOptions = {},
): Promise<RevocationCalls> {
  const headers = await settings.headers()
  const params = { query: perCall === undefined ? {} : { perCall } }
  return sendRequest(settings, { signal, isAnswer: hasList('calls') }, (signal) =>
    calls.GET('/admin/revocations/calldata', { params, headers, signal }),
  )
}
