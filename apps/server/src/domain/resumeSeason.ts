import type { ManagedSeason } from '@credits-server/contract'
import type { Knex } from 'knex'
import { CreditsError } from '../errors/CreditsError.js'
import { presentManagedSeason } from '../seasons/presentManagedSeason.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'
import { changeSeason } from './changeSeason.js'

type Deps = { readonly knex: Knex }
type Input = { readonly actor: Actor; readonly id: number }

/**
 * Ends the pause of a season; one that is not paused stays as it is.
 *
 * **Errors:** FORBIDDEN; SEASON_NOT_FOUND; SEASON_CLOSED; UNAVAILABLE, OUTCOME_UNKNOWN. **Source:** resumeSeason.
 */
export async function resumeSeason({ knex }: Deps, { actor, id }: Input): Promise<ManagedSeason> {
  authorise(actor, 'seasons:write')
  const season = await changeSeason(
    knex,
    { author: actor, id, lock: 'money' },
    ({ season: { closedAt, pausedAt } }) => {
      if (closedAt !== null) throw new CreditsError('SEASON_CLOSED')
      return pausedAt === null ? {} : { paused_at: null }
    },
  )
  return presentManagedSeason(season)
}
