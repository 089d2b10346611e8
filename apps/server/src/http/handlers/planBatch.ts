import { planBatch } from '../../domain/planBatch.js'
import type { Handler } from '../Handler.js'

/** Answers planBatch: what the batch would do now. */
export function createPlanBatch(deps: Parameters<typeof planBatch>[0]): Handler<'planBatch'> {
  return async function answerPlanBatch({ body }, { actor }) {
    return { status: 200, type: 'application/json', body: await planBatch(deps, { actor, batch: body }) }
  }
}
