import type { Credit } from '@credits-server/contract'
import { isCredit } from './balance/isCredit.js'
import type { Api } from './request/createApi.js'
import { sendRequest } from './request/sendRequest.js'

export type GetCreditOptions = { readonly signal?: AbortSignal }

/** Calls getCredit. */
export async function getCredit(
  { calls, settings }: Api,
  address: string,
  id: string,
  { signal }: GetCreditOptions = {},
): Promise<Credit> {
  const headers = await settings.headers()
  const params = { path: { address, id } }
  return sendRequest(settings, { signal, isAnswer: isCredit }, (signal) =>
    calls.GET('/users/{address}/credits/{id}', { params, headers, signal }),
  )
}
