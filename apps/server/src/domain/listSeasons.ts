import type { ManagedSeasonPage } from '@credits-server/contract'
import { CreditsError } from '../errors/CreditsError.js'
import { presentManagedSeason } from '../seasons/presentManagedSeason.js'
import type { ReadManagedSeasons } from '../seasons/readManagedSeasons.js'
import { parseSeasonCursor, presentSeasonCursor, type SeasonPlace } from '../seasons/SeasonPlace.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'

type Deps = { readonly readManagedSeasons: ReadManagedSeasons }
type Input = { readonly actor: Actor; readonly limit?: number | undefined; readonly cursor?: string | undefined }

/**
 * Lists the seasons with their budgets, a page at a time, the one that starts last first.
 *
 * **Errors:** FORBIDDEN; INVALID_CURSOR; UNAVAILABLE. **Source:** listSeasons.
 */
export async function listSeasons(
  { readManagedSeasons }: Deps,
  { actor, limit = 50, cursor }: Input,
): Promise<ManagedSeasonPage> {
  authorise(actor, 'seasons:write')
  // One more than the page says whether anything is behind it.
  const found = await readManagedSeasons({ limit: limit + 1, behind: readCursor(cursor) })
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1)?.season : undefined
  return { seasons: page.map(presentManagedSeason), nextCursor: last ? presentSeasonCursor(last) : null }
}

function readCursor(cursor: string | undefined): SeasonPlace | null {
  if (cursor === undefined) return null
  const place = parseSeasonCursor(cursor)
  if (place === null) throw new CreditsError('INVALID_CURSOR', { details: { parameter: 'cursor' } })
  return place
}
