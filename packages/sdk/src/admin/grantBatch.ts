import type { operations } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import type { GrantCreditsOptions } from './grantCredits.js'
import type { ReadonlyLists } from './ReadonlyLists.js'

type GrantBatch = operations['grantBatch']

/** What is sent. */
export type BatchBody = GrantBatch['requestBody']['content']['application/json']

/** What to grant to whom, and the plan to keep to. Source: the body of grantBatch. */
export type Batch = ReadonlyLists<BatchBody>

/** One grant of a batch. */
export type BatchItem = Batch['items'][number]

/** What became of each item, in their order. Source: the answer of grantBatch. */
export type BatchResult = GrantBatch['responses'][200]['content']['application/json']

/** Calls grantBatch; what carries its key can be repeated. */
export async function grantBatch(
  { calls, settings }: Api,
  batch: Batch,
  { idempotencyKey = crypto.randomUUID(), signal }: GrantCreditsOptions = {},
): Promise<BatchResult> {
  const headers = await settings.headers()
  const params = { header: { 'Idempotency-Key': idempotencyKey } }
  return sendRequest(settings, { signal, isAnswer: isBatchResult }, (signal) =>
    calls.POST('/credits/batch', { params, headers, body: batch as BatchBody, signal }),
  )
}

function isBatchResult(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'results' in value
}
