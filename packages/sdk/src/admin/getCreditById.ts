import type { OperatorCredit } from '@credits-server/contract'
import { isCredit } from '../balance/isCredit.js'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'

export type AsOfOptions = {
  /** A moment of the past to answer for, RFC 3339. */
  readonly asOf?: string
  readonly signal?: AbortSignal
}

/** Calls getCreditById. */
export async function getCreditById(
  { calls, settings }: Api,
  id: string,
  { asOf, signal }: AsOfOptions = {},
): Promise<OperatorCredit> {
  const headers = await settings.headers()
  const params = { path: { id }, query: asOf === undefined ? {} : { asOf } }
  return sendRequest(settings, { signal, isAnswer: isCredit }, (signal) =>
    calls.GET('/credits/{id}', { params, headers, signal }),
  )
}
