import type { ManagedSeason } from '@credits-server/contract'
import { CommandError } from '../CommandError.js'
import { dataOf, ServerRefusal } from '../dataOf.js'
import { givenIn } from '../givenIn.js'
import type { OperatorApi } from '../openApi.js'
import type { SeasonFile } from './SeasonFile.js'

/**
 * Finds the season of a file: the one of its id, or without one the season that starts in the same second, because no two run at
 * once. Null if there is none yet.
 *
 * **Errors:** CommandError SEASON_UNCLEAR when only the name is the same: a name may come again, or the start may have moved.
 */
export async function findSeason(api: OperatorApi, { season }: SeasonFile): Promise<ManagedSeason | null> {
  if (season.id !== undefined) return await getSeason(api, season.id)
  const all = await listSeasons(api)
  const startsAt = Date.parse(season.startsAt)
  const sameStart = all.filter((found) => Date.parse(found.startsAt) === startsAt)
  // Another season may have taken the time of a closed one.
  const found = sameStart.find(({ closedAt }) => closedAt === undefined) ?? sameStart[0]
  if (found !== undefined) return found
  const sameName = all.find(({ name }) => name === season.name)
  if (sameName === undefined) return null
  const free = Math.max(...all.map(({ id }) => id)) + 1
  throw new CommandError(
    'SEASON_UNCLEAR',
    `The file names no id, and season ${sameName.id} has its name but starts at ${sameName.startsAt}. Nothing was changed.`,
    `Write \`id: ${sameName.id}\` under \`season\` to change that one, or \`id: ${free}\` to make another.`,
  )
}

async function getSeason({ calls, url }: OperatorApi, id: number): Promise<ManagedSeason | null> {
  try {
    return await dataOf(calls.GET('/seasons/{seasonId}', { params: { path: { seasonId: id } } }), { url })
  } catch (error) {
    if (error instanceof ServerRefusal && error.code === 'SEASON_NOT_FOUND') return null
    throw error
  }
}

async function listSeasons({ calls, url }: OperatorApi): Promise<ManagedSeason[]> {
  const all: ManagedSeason[] = []
  let cursor: string | null | undefined
  while (cursor !== null) {
    const query = { limit: 100, ...givenIn({ cursor }) }
    const page: { seasons: ManagedSeason[]; nextCursor: string | null } = await dataOf(
      calls.GET('/seasons/budgets', { params: { query } }),
      { url },
    )
    all.push(...page.seasons)
    cursor = page.nextCursor
  }
  return all
}
