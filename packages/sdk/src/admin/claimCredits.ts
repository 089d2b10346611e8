import type { Claim, Credit } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'

export type ClaimCreditsOptions = {
  /** The credits to claim, at most 100; all that is pending unless they are named. */
  readonly creditIds?: readonly string[]
  readonly signal?: AbortSignal
}

/** Calls claimCredits, which can be repeated. */
export async function claimCredits(
  { calls, settings }: Api,
  address: string,
  { creditIds, signal }: ClaimCreditsOptions = {},
): Promise<Credit[]> {
  const headers = await settings.headers()
  const params = { path: { address } }
  const body = creditIds === undefined ? {} : { creditIds: [...creditIds] }
  const claim: Claim = await sendRequest(settings, { signal, isAnswer: isClaim }, (signal) =>
    calls.POST('/users/{address}/claims', { params, headers, body, signal }),
  )
  return claim.credits
}

function isClaim(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'credits' in value && Array.isArray(value.credits)
}
