import type { IssuedApiKey, operations } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import type { CallOptions } from './CallOptions.js'
import { isIssuedKey } from './isIssuedKey.js'
import type { ReadonlyLists } from './ReadonlyLists.js'
import { sendOnce } from './sendOnce.js'

type Body = operations['createKey']['requestBody']['content']['application/json']

/** Who a key is for, and what it may do. Source: the body of createKey. */
export type NewKey = ReadonlyLists<Body>

/** Calls createKey, once: sent again it would make another key. */
export async function createKey(
  { calls, settings }: Api,
  key: NewKey,
  { signal }: CallOptions = {},
): Promise<IssuedApiKey> {
  const headers = await settings.headers()
  return sendOnce(settings, { signal, isAnswer: isIssuedKey }, (signal) =>
    calls.POST('/keys', { headers, body: key as Body, signal }),
  )
}
