import type { IssuedApiKey, operations } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import type { CallOptions } from './CallOptions.js'
import { isIssuedKey } from './isIssuedKey.js'
import { sendOnce } from './sendOnce.js'

/** Who a key is for, and what it may do. Source: the body of createKey. */
export type NewKey = operations['createKey']['requestBody']['content']['application/json']

/** Calls createKey, once: sent again it would make another key. */
export async function createKey(
  { calls, settings }: Api,
  key: NewKey,
  { signal }: CallOptions = {},
): Promise<IssuedApiKey> {
  const headers = await settings.headers()
  return sendOnce(settings, { signal, isAnswer: isIssuedKey }, (signal) =>
    calls.POST('/keys', { headers, body: key, signal }),
  )
}
