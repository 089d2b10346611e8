import { getSeason } from '../../domain/getSeason.js'
import type { Handler } from '../Handler.js'

/** Answers getSeason: a season with its budgets. */
export function createGetSeason(deps: Parameters<typeof getSeason>[0]): Handler<'getSeason'> {
  return async function answerGetSeason({ path }, { actor }) {
    return { status: 200, type: 'application/json', body: await getSeason(deps, { actor, id: path.seasonId }) }
  }
}
