import { grantBatch } from '../../domain/grantBatch.js'
import type { Handler } from '../Handler.js'

/** Answers grantBatch: 200 with a result for each item, the first time and every time after. */
export function createGrantBatch(deps: Parameters<typeof grantBatch>[0]): Handler<'grantBatch'> {
  return async function answerGrantBatch({ headers, body: { planHash, ...batch } }, { actor }) {
    const input = { actor, idempotencyKey: headers['Idempotency-Key'], batch, planHash }
    const { result, replayed } = await grantBatch(deps, input)
    const replay = replayed ? { headers: { 'Idempotency-Replayed': 'true' } } : {}
    return { status: 200, type: 'application/json', ...replay, body: result }
  }
}
