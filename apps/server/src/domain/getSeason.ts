import type { ManagedSeason } from '@credits-server/contract'
import { CreditsError } from '../errors/CreditsError.js'
import { presentManagedSeason } from '../seasons/presentManagedSeason.js'
import type { ReadManagedSeasons } from '../seasons/readManagedSeasons.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'

type Deps = { readonly readManagedSeasons: ReadManagedSeasons }
type Input = { readonly actor: Actor; readonly id: number }

/** Gets a season with its budgets. **Errors:** FORBIDDEN; SEASON_NOT_FOUND; UNAVAILABLE. **Source:** getSeason. */
export async function getSeason({ readManagedSeasons }: Deps, { actor, id }: Input): Promise<ManagedSeason> {
  authorise(actor, 'seasons:write')
  const [found] = await readManagedSeasons({ id })
  if (!found) throw new CreditsError('SEASON_NOT_FOUND')
  return presentManagedSeason(found)
}
