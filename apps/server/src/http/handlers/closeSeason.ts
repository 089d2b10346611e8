import { closeSeason } from '../../domain/closeSeason.js'
import type { Handler } from '../Handler.js'

/** Answers closeSeason: the season as it is now. */
export function createCloseSeason(deps: Parameters<typeof closeSeason>[0]): Handler<'closeSeason'> {
  return async function answerCloseSeason({ path }, { actor }) {
    return { status: 200, type: 'application/json', body: await closeSeason(deps, { actor, id: path.seasonId }) }
  }
}
