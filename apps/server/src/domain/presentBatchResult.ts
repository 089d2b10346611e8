import type { Credit, ErrorCode, JsonText, operations } from '@credits-server/contract'
import { parseMana } from '@credits-server/onchain'
import type { BatchItem } from './Batch.js'

/** What a batch has done. Source: the answer of grantBatch. */
export type BatchResult = operations['grantBatch']['responses'][200]['content']['application/json']

/** The refused items of a batch, by index: all that has to be remembered of what it did. */
export type Refusals = Readonly<Record<string, ErrorCode>>

/**
 * Presents what a batch did. The first answer and every replay are made here, of the same three things: the items, the refusals
 * that were remembered, and the credits as their rows have kept them; so they are the same bytes.
 */
export function presentBatchResult(
  items: readonly BatchItem[],
  refusals: Refusals,
  creditOf: (index: number) => JsonText<Credit> | undefined,
): JsonText<BatchResult> {
  let grantedWei = 0n
  let granted = 0
  const results = items.map(({ address, amount }, index) => {
    const start = `{"index":${index},"address":"${address.toLowerCase()}"`
    const code = refusals[index]
    if (code !== undefined) return `${start},"status":"refused","code":"${code}"}`
    const credit = creditOf(index)
    if (credit === undefined) throw new Error('a credit that was granted is not there')
    grantedWei += parseMana(amount)
    granted += 1
    return `${start},"status":"granted","credit":${credit}}`
  })
  const counts = `"granted":${granted},"refused":${items.length - granted},"grantedWei":"${grantedWei}"`
  return `{${counts},"results":[${results.join(',')}]}` as JsonText<BatchResult>
}
