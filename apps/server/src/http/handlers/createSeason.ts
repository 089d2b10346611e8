import { createSeason } from '../../domain/createSeason.js'
import type { Handler } from '../Handler.js'

/** Answers createSeason: 201 with the season. */
export function createCreateSeason(deps: Parameters<typeof createSeason>[0]): Handler<'createSeason'> {
  return async function answerCreateSeason({ body }, { actor }) {
    return { status: 201, type: 'application/json', body: await createSeason(deps, { actor, season: body }) }
  }
}
