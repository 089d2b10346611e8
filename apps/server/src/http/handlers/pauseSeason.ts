import { pauseSeason } from '../../domain/pauseSeason.js'
import type { Handler } from '../Handler.js'

/** Answers pauseSeason: the season as it is now. */
export function createPauseSeason(deps: Parameters<typeof pauseSeason>[0]): Handler<'pauseSeason'> {
  return async function answerPauseSeason({ path }, { actor }) {
    return { status: 200, type: 'application/json', body: await pauseSeason(deps, { actor, id: path.seasonId }) }
  }
}
