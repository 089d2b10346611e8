import type { Credit, operations } from '@credits-server/contract'
import { isCredit } from '../balance/isCredit.js'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'

/** What to grant. Source: the body of grantCredits. */
export type Grant = operations['grantCredits']['requestBody']['content']['application/json']

export type GrantCreditsOptions = {
  /** Names this grant for ever; 1 to 255 visible ASCII characters, such as the number of an order. */
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
}

/** Calls grantCredits; what carries its key can be repeated. */
export async function grantCredits(
  { calls, settings }: Api,
  address: string,
  grant: Grant,
  { idempotencyKey = crypto.randomUUID(), signal }: GrantCreditsOptions = {},
): Promise<Credit> {
  const headers = await settings.headers()
  const params = { path: { address }, header: { 'Idempotency-Key': idempotencyKey } }
  return sendRequest(settings, { signal, isAnswer: isCredit }, (signal) =>
    calls.POST('/users/{address}/credits', { params, headers, body: grant, signal }),
  )
}
