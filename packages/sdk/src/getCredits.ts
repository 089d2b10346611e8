import type { Balance, paths } from '@credits-server/contract'
import type { Client } from 'openapi-fetch'
import { readAnswer } from './readAnswer.js'

export type GetCreditsOptions = {
  /** Lists only the credits of this status; the totals stay those of all. */
  readonly status?: 'AVAILABLE' | 'PARTIALLY_USED'
  readonly signal?: AbortSignal
}

/** Calls getCredits. */
export async function getCredits(
  api: Client<paths>,
  address: string,
  { status, signal }: GetCreditsOptions = {},
): Promise<Balance> {
  const query = status === undefined ? {} : { status }
  return readAnswer(
    await api.GET('/users/{address}/credits', { params: { path: { address }, query }, ...(signal && { signal }) }),
  )
}
