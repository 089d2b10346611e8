import type { ApiKey } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import type { CallOptions } from './CallOptions.js'
import { isKey } from './isIssuedKey.js'

/** Calls revokeKey, which can be repeated: what is revoked stays so. */
export async function revokeKey({ calls, settings }: Api, id: string, { signal }: CallOptions = {}): Promise<ApiKey> {
  const headers = await settings.headers()
  return sendRequest(settings, { signal, isAnswer: isKey }, (signal) =>
    calls.DELETE('/keys/{id}', { params: { path: { id } }, headers, signal }),
  )
}
