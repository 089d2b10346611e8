import { deleteSeason } from '../../domain/deleteSeason.js'
import type { Handler } from '../Handler.js'

/** Answers deleteSeason: the season as it was. */
export function createDeleteSeason(deps: Parameters<typeof deleteSeason>[0]): Handler<'deleteSeason'> {
  return async function answerDeleteSeason({ path }, { actor }) {
    return { status: 200, type: 'application/json', body: await deleteSeason(deps, { actor, id: path.seasonId }) }
  }
}
