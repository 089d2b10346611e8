import type { Progress } from '@credits-server/contract'
import type { Api } from './request/createApi.js'
import { sendRequest } from './request/sendRequest.js'

export type GetProgressOptions = { readonly signal?: AbortSignal }

/** Calls getProgress. */
export async function getProgress(
  { calls, settings }: Api,
  address: string,
  { signal }: GetProgressOptions = {},
): Promise<Progress> {
  const headers = await settings.headers()
  const params = { path: { address } }
  return sendRequest(settings, { signal, isAnswer: isProgress }, (signal) =>
    calls.GET('/users/{address}/progress', { params, headers, signal }),
  )
}

function isProgress(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'goals' in value
}
