import { grantCredits } from '../../domain/grantCredits.js'
import type { Handler } from '../Handler.js'

/** Answers grantCredits: 201 with the credit, the first time and every time after. */
export function createGrantCredits(deps: Parameters<typeof grantCredits>[0]): Handler<'grantCredits'> {
  return async function answerGrantCredits({ path, headers, body }, { actor }) {
    const input = { actor, address: path.address, idempotencyKey: headers['Idempotency-Key'], grant: body }
    const { credit, replayed } = await grantCredits(deps, input)
    const replay = replayed ? { headers: { 'Idempotency-Replayed': 'true' } } : {}
    return { status: 201, type: 'application/json', ...replay, body: credit }
  }
}
