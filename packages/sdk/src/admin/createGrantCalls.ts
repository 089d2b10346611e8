import type { Credit, operations } from '@credits-server/contract'
import { isCredit } from '../balance/isCredit.js'
import { type CallOptions, callOperation } from '../request/callOperation.js'
import type { Api } from '../request/createApi.js'
import { has, hasList } from '../request/isAnswer.js'
import type { ReadonlyDeep } from '../request/ReadonlyDeep.js'

/** What to grant. Source: the body of grantCredits. */
export type Grant = ReadonlyDeep<operations['grantCredits']['requestBody']['content']['application/json']>

/** What to grant to whom, and the plan to keep to. Source: the body of grantBatch. */
export type Batch = ReadonlyDeep<operations['grantBatch']['requestBody']['content']['application/json']>

/** One grant of a batch. */
export type BatchItem = Batch['items'][number]

/** What a batch would do now. Source: the answer of planBatch. */
export type BatchPlan = operations['planBatch']['responses'][200]['content']['application/json']

/** What became of each item, in their order. Source: the answer of grantBatch. */
export type BatchResult = operations['grantBatch']['responses'][200]['content']['application/json']

export type GrantOptions = CallOptions & {
  /** Names what is granted for ever; 1 to 255 visible ASCII characters, such as the number of an order. */
  readonly idempotencyKey?: string
}

/** Calls that grant credits. **Errors:** CreditsApiError. */
export type GrantCalls = {
  /**
   * Grants a credit. One key is one grant, however often it is sent; without a key of yours one is made before the first try
   * and kept over all of them.
   *
   * **Errors:** CreditsApiError; after `code` OUTCOME_UNKNOWN, TIMEOUT or NETWORK the grant may have been made: call again
   * with the same `idempotencyKey`. **Source:** grantCredits.
   */
  grantCredits(address: string, grant: Grant, options?: GrantOptions): Promise<Credit>
  /**
   * Says what `grantBatch` would do now, and does nothing. Send its `hash` as `planHash` to have the batch done only as planned.
   * **Source:** planBatch.
   */
  planBatch(batch: Batch, options?: CallOptions): Promise<BatchPlan>
  /**
   * Grants up to 10,000 credits in one transaction: in mode `each` what can be granted, in mode `all` everything or nothing.
   * One key is one batch, as with `grantCredits`. A large batch takes seconds: give the client a `timeoutMs` of a minute.
   *
   * **Errors:** CreditsApiError, with `code` PLAN_OUTDATED if it would not do any more what its plan said, and BATCH_REFUSED
   * in mode `all`; after OUTCOME_UNKNOWN, TIMEOUT or NETWORK call again with the same `idempotencyKey`.
   * **Source:** grantBatch.
   *
   * @example
   * const batch = { mode: 'each', items } as const
   * const { hash, refused } = await admin.planBatch(batch)
   * if (refused === 0) await admin.grantBatch({ ...batch, planHash: hash }, { idempotencyKey: 'season-5-week-2' })
   */
  grantBatch(batch: Batch, options?: GrantOptions): Promise<BatchResult>
}

/** Creates the calls that grant. What carries its key can be repeated. */
export function createGrantCalls(api: Api): GrantCalls {
  return {
    grantCredits(address, body, { idempotencyKey = crypto.randomUUID(), ...options } = {}) {
      const input = { path: { address }, header: { 'Idempotency-Key': idempotencyKey }, body, ...options }
      return callOperation(api, 'post', '/users/{address}/credits', input, isCredit)
    },
    planBatch: ({ mode, items }, options) =>
      callOperation(api, 'post', '/credits/batch/plan', { body: { mode, items }, ...options }, has('hash')),
    grantBatch(body, { idempotencyKey = crypto.randomUUID(), ...options } = {}) {
      const input = { header: { 'Idempotency-Key': idempotencyKey }, body, ...options }
      return callOperation(api, 'post', '/credits/batch', input, hasList('results'))
    },
  }
}
