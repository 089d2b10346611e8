import { resumeSeason } from '../../domain/resumeSeason.js'
import type { Handler } from '../Handler.js'

/** Answers resumeSeason: the season as it is now. */
export function createResumeSeason(deps: Parameters<typeof resumeSeason>[0]): Handler<'resumeSeason'> {
  return async function answerResumeSeason({ path }, { actor }) {
    return { status: 200, type: 'application/json', body: await resumeSeason(deps, { actor, id: path.seasonId }) }
  }
}
