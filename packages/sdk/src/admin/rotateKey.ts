import type { IssuedApiKey, operations } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import type { CallOptions } from './CallOptions.js'
import { isIssuedKey } from './isIssuedKey.js'
import { sendOnce } from './sendOnce.js'

/** How a new key takes over. Source: the body of rotateKey. */
export type KeyRotation = operations['rotateKey']['requestBody']['content']['application/json']

/** Calls rotateKey, once: sent again it would make another key. */
export async function rotateKey(
  { calls, settings }: Api,
  id: string,
  rotation: KeyRotation,
  { signal }: CallOptions = {},
): Promise<IssuedApiKey> {
  const headers = await settings.headers()
  return sendOnce(settings, { signal, isAnswer: isIssuedKey }, (signal) =>
    calls.POST('/keys/{id}/rotate', { params: { path: { id } }, headers, body: rotation, signal }),
  )
}
