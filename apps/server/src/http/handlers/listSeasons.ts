import { listSeasons } from '../../domain/listSeasons.js'
import type { Handler } from '../Handler.js'

/** Answers listSeasons: a page of the seasons with their budgets. */
export function createListSeasons(deps: Parameters<typeof listSeasons>[0]): Handler<'listSeasons'> {
  return async function answerListSeasons({ query }, { actor }) {
    return {
      status: 200,
      type: 'application/json',
      body: await listSeasons(deps, { actor, limit: query.limit, cursor: query.cursor }),
    }
  }
}
