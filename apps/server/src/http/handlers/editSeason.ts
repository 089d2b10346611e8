import { editSeason } from '../../domain/editSeason.js'
import type { Handler } from '../Handler.js'

/** Answers editSeason: the season as it is now. */
export function createEditSeason(deps: Parameters<typeof editSeason>[0]): Handler<'editSeason'> {
  return async function answerEditSeason({ path, body }, { actor }) {
    return {
      status: 200,
      type: 'application/json',
      body: await editSeason(deps, { actor, id: path.seasonId, edit: body }),
    }
  }
}
