import type { Goal, GoalCreation, ManagedSeason, SeasonCreation } from '@credits-server/contract'
import { CommandError } from '../CommandError.js'
import { dataOf } from '../dataOf.js'
import { givenIn } from '../givenIn.js'
import type { OperatorApi } from '../openApi.js'
import { compareFields } from './compareFields.js'
import { editInParts, isRefusal } from './editInParts.js'
import { findSeason } from './findSeason.js'
import { createItem, type ImportItem, noteRefusal } from './ImportItem.js'
import type { SeasonFile } from './SeasonFile.js'

type Options = {
  readonly api: OperatorApi
  readonly file: SeasonFile
  /** Asks the server for nothing but what there is. */
  readonly isDry: boolean
  readonly progress: (text: string) => void
}

/** What has become of everything that the file or the server has. `failure` is what kept it from going on, null if nothing did. */
export type Import = { readonly season: ImportItem; readonly goals: readonly ImportItem[]; readonly failure: unknown }

const seasonParts = [['name', 'description'], ['startsAt', 'endsAt', 'graceDays'], ['budget'], ['weeklyBudget']]
const goalParts = [
  ['title', 'description', 'thumbnail'],
  ['period', 'steps', 'reward'],
]

/**
 * Makes a season and its goals what their file says, one request after the other: what is there already is left, so the same
 * file may be imported again whatever came of it before.
 *
 * **Errors:** those of the first reads; what fails later ends the import and is told with what was done.
 */
export async function importSeason({ api, file, isDry, progress }: Options): Promise<Import> {
  progress('Reading what there is')
  const found = await findSeason(api, file)
  const foundGoals = found === null ? [] : await listGoals(api, found.id)
  const season = createItem('season', found?.id ?? file.season.id ?? null)
  const goals = file.goals.map(({ id }) => createItem('goal', id))
  const others = foundGoals.filter(({ id }) => !file.goals.some((goal) => goal.id === id))
  const left = others.map((goal): ImportItem => ({ ...createItem('goal', goal.id), outcome: 'left' }))
  const result = (failure: unknown): Import => ({ season, goals: [...goals, ...left], failure })

  const steps = [
    { item: season, run: () => importOne(season, seasonWork({ api, file, found, item: season }), isDry) },
    ...file.goals.map((goal, index) => {
      const item = goals[index] as ImportItem
      const old = foundGoals.find(({ id }) => id === goal.id)
      return { item, run: () => importOne(item, goalWork({ api, goal, found: old, season }), isDry) }
    }),
  ]
  for (const [index, { item, run }] of steps.entries()) {
    progress(`${item.kind} ${item.id ?? ''}, ${index + 1} of ${steps.length}`)
    try {
      await run()
    } catch (error) {
      item.outcome = 'unknown'
      if (error instanceof CommandError) item.notes.push(error.message)
      return result(error)
    }
    if (found !== null || season.outcome !== 'refused') continue
    for (const goal of goals) goal.notes.push('There is no season to make it in.')
    break
  }
  return result(null)
}

/** What there is to do for one item. */
type Work = {
  readonly found: Readonly<Record<string, unknown>> | undefined | null
  readonly wanted: Readonly<Record<string, unknown>>
  readonly parts: readonly (readonly string[])[]
  readonly create: () => Promise<unknown>
  readonly patch: (body: Readonly<Record<string, unknown>>) => Promise<unknown>
}

async function importOne(item: ImportItem, { found, wanted, parts, create, patch }: Work, isDry: boolean) {
  if (!found) {
    try {
      if (!isDry) await create()
      item.outcome = 'created'
    } catch (error) {
      if (!isRefusal(error)) throw error
      noteRefusal(item, error)
      item.outcome = 'refused'
    }
    return
  }
  if (found['closedAt'] !== undefined) item.notes.push(`It has been closed since ${found['closedAt']}.`)
  const { changes, left } = compareFields(parts.flat(), wanted, found)
  item.left = left
  if (isDry) item.changes.push(...changes)
  else if (changes.length > 0) await editInParts(item, { changes, parts, patch })
  item.outcome = item.refused.length > 0 ? 'refused' : changes.length > 0 ? 'changed' : 'unchanged'
}

type SeasonWork = {
  readonly api: OperatorApi
  readonly file: SeasonFile
  readonly found: ManagedSeason | null
  readonly item: ImportItem
}

function seasonWork({ api: { calls, url }, file, found, item }: SeasonWork): Work {
  const { season } = file
  return {
    found,
    wanted: season,
    parts: seasonParts,
    create: async () => {
      const created = await dataOf(calls.POST('/seasons', { body: withoutNull(season) as SeasonCreation }), { url })
      item.id = created.id
      if (season.id === undefined) {
        item.notes.push(`Write \`id: ${created.id}\` under \`season\`, so that its start can be changed later too.`)
      }
    },
    patch: (body) =>
      dataOf(calls.PATCH('/seasons/{seasonId}', { params: { path: { seasonId: Number(item.id) } }, body }), { url }),
  }
}

type GoalWork = {
  readonly api: OperatorApi
  readonly goal: SeasonFile['goals'][number]
  readonly found: Goal | undefined
  readonly season: ImportItem
}

function goalWork({ api: { calls, url }, goal, found, season }: GoalWork): Work {
  return {
    found,
    wanted: goal,
    parts: goalParts,
    create: () => {
      const params = { path: { seasonId: Number(season.id) } }
      return dataOf(calls.POST('/seasons/{seasonId}/goals', { params, body: withoutNull(goal) as GoalCreation }), {
        url,
      })
    },
    patch: (body) => dataOf(calls.PATCH('/goals/{goalId}', { params: { path: { goalId: goal.id } }, body }), { url }),
  }
}

/** What is new has nothing that could be taken away. */
const withoutNull = (fields: object) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))

async function listGoals({ calls, url }: OperatorApi, seasonId: number): Promise<Goal[]> {
  const all: Goal[] = []
  let cursor: string | null | undefined
  while (cursor !== null) {
    const params = { path: { seasonId }, query: { limit: 100, ...givenIn({ cursor }) } }
    const page: { goals: Goal[]; nextCursor: string | null } = await dataOf(
      calls.GET('/seasons/{seasonId}/goals', { params }),
      { url },
    )
    all.push(...page.goals)
    cursor = page.nextCursor
  }
  return all
}
