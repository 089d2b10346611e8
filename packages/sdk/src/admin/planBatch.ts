import type { operations } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'
import type { Batch, BatchBody } from './grantBatch.js'

/** What a batch would do now. Source: the answer of planBatch. */
export type BatchPlan = operations['planBatch']['responses'][200]['content']['application/json']

export type PlanBatchOptions = { readonly signal?: AbortSignal }

/** Calls planBatch, which changes nothing. */
export async function planBatch(
  { calls, settings }: Api,
  batch: Batch,
  { signal }: PlanBatchOptions = {},
): Promise<BatchPlan> {
  const { mode, items } = batch as BatchBody
  const headers = await settings.headers()
  return sendRequest(settings, { signal, isAnswer: isBatchPlan }, (signal) =>
    calls.POST('/credits/batch/plan', { headers, body: { mode, items }, signal }),
  )
}

function isBatchPlan(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'hash' in value
}
