import { CreditsError } from '../../errors/CreditsError.js'
import type { ReadSeasons } from '../../seasons/readSeasons.js'
import type { Handler } from '../Handler.js'

/** Answers getCurrentSeason: the season that runs. */
export function createGetCurrentSeason(readSeasons: ReadSeasons): Handler<'getCurrentSeason'> {
  return async function getCurrentSeason() {
    const { current } = await readSeasons()
    if (!current) throw new CreditsError('SEASON_NOT_FOUND')
    return { status: 200, type: 'application/json', body: current }
  }
}
