import type { Balance } from '@credits-server/contract'
import { isBalance } from '../balance/isBalance.js'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import type { AsOfOptions } from './getCreditById.js'

/** Calls getUserBalance. */
export async function getUserBalance(
  { calls, settings }: Api,
  address: string,
  { asOf, signal }: AsOfOptions = {},
): Promise<Balance> {
  const headers = await settings.headers()
  const params = { path: { address }, query: asOf === undefined ? {} : { asOf } }
  return sendRequest(settings, { signal, isAnswer: isBalance }, (signal) =>
    calls.GET('/admin/users/{address}/credits', { params, headers, signal }),
  )
}
