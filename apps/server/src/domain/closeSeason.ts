import type { ManagedSeason } from '@credits-server/contract'
import type { Knex } from 'knex'
import { presentManagedSeason } from '../seasons/presentManagedSeason.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'
import { changeSeason } from './changeSeason.js'

type Deps = { readonly knex: Knex }
type Input = { readonly actor: Actor; readonly id: number }

/**
 * Closes a season for good: from the commit on nothing takes from its budget, and the rest of its time is free for another
 * one. Its dates stay as they were planned, because credits were signed by them. One that is closed stays as it is.
 *
 * **Errors:** FORBIDDEN; SEASON_NOT_FOUND; UNAVAILABLE, OUTCOME_UNKNOWN. **Source:** closeSeason.
 */
export async function closeSeason({ knex }: Deps, { actor, id }: Input): Promise<ManagedSeason> {
  authorise(actor, 'seasons:write')
  const target = { author: actor, id, lock: 'money', inSchedule: true } as const
  const season = await changeSeason(knex, target, ({ season: { closedAt }, now }) =>
    closedAt === null ? { closed_at: wholeSecond(now) } : {},
  )
  return presentManagedSeason(season)
}

/** The second that has begun, so that it is closed from now on and not from the next second on. */
const wholeSecond = (time: Date) => new Date(Math.floor(time.getTime() / 1_000) * 1_000)
