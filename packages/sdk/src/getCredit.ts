import type { Credit, paths } from '@credits-server/contract'
import type { Client } from 'openapi-fetch'
import { readAnswer } from './readAnswer.js'

export type GetCreditOptions = { readonly signal?: AbortSignal }

/** Calls getCredit. */
export async function getCredit(
  api: Client<paths>,
  address: string,
  id: string,
  { signal }: GetCreditOptions = {},
): Promise<Credit> {
  return readAnswer(
    await api.GET('/users/{address}/credits/{id}', { params: { path: { address, id } }, ...(signal && { signal }) }),
  )
}
