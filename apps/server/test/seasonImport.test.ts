import { readFile, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { join } from 'node:path'
import type { Goal, ManagedSeason } from '@credits-server/contract'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ImportItem } from '../src/commands/seasons/ImportItem.js'
import { createTestKey } from './createTestKey.js'
import { newAddress } from './grantTestCredit.js'
import { type CommandLine, startCommandLine } from './serve/startCommandLine.js'
import { rootApiKey } from './startTestServer.js'

const example = join(import.meta.dirname, '../../../examples/season.yaml')

let line: CommandLine
beforeAll(async () => {
  line = await startCommandLine()
})
afterAll(() => line.stop())

type Told = {
  readonly ok: boolean
  readonly dryRun: boolean
  readonly season: ImportItem
  readonly goals: readonly ImportItem[]
  readonly counts: Record<string, number>
}

/** Imports a text and tells what the command says. */
async function importText(text: string, words: readonly string[] = [], env?: Record<string, string>) {
  const file = join(line.folder, 'season.yaml')
  await writeFile(file, text)
  return await line.runJson<Told>(['seasons', 'import', file, ...words], env)
}

/** A season of its own with one goal; `more` is added to the season, `goals` beneath the goal. */
function seasonText(id: number, more = '', goals = '') {
  const year = 2_040 + id
  return `season:
  id: ${id}
  name: Season ${id}
  startsAt: ${year}-01-02T00:00:00Z
  endsAt: ${year}-02-06T00:00:00Z
  graceDays: 7
  budget: "100"
${more}
goals:
  - { id: s${id}-walk, title: Walk, period: weekly, steps: 3, reward: "4.5" }
${goals}`
}

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`${line.server.url}${path}`, { headers: { Authorization: `Bearer ${rootApiKey}` } })
  return (await answer.json()) as T
}
const seasonOf = (id: number) => get<ManagedSeason>(`/seasons/${id}`)
const goalsOf = async (id: number) => (await get<{ goals: Goal[] }>(`/seasons/${id}/goals`)).goals
const outcomes = ({ season, goals }: Told) => [season, ...goals].map(({ id, outcome }) => [id, outcome])

describe('seasons import', () => {
  test('default: the example; a dry run changes nothing, and the same file again changes nothing', async () => {
    const dry = await line.run(['seasons', 'import', example, '--dry-run'])
    expect(dry).toEqual({ code: 0, stdout: expect.stringMatching(/^season 26 +would be created\n/), stderr: '' })
    expect(dry.stdout).toContain('A dry run; nothing was changed. It would be: 4 created.')
    expect(await seasonOf(26)).toMatchObject({ code: 'SEASON_NOT_FOUND' })

    const first = await line.run(['seasons', 'import', example])
    expect(first).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('\n4 created.\n') })
    const made = [await seasonOf(26), await goalsOf(26)]
    expect(made).toMatchObject([
      { name: 'Season of Music', budget: '640000', weeklyBudget: '80000.5', graceDays: 14 },
      [
        { id: 's26-attend-events', steps: 2, reward: '2.5' },
        { id: 's26-first-outfit', period: 'once' },
        { id: 's26-log-in', thumbnail: 'https://images.example/log-in.png' },
      ],
    ])
    const again = await line.run(['seasons', 'import', example])
    expect(again).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('\n4 unchanged.\n') })
    const records = await line.server.knex('audit_log').where({ operation: 'editSeason' })
    expect(records).toEqual([])
    expect(JSON.stringify(await goalsOf(26))).toBe(JSON.stringify(made[1]))
  })

  test('behavior: a changed file edits what differs, and says it first in a dry run', async () => {
    await importText(seasonText(1, '  description: Old\n  weeklyBudget: "50"'))
    const changed = seasonText(1, '  description: null')
      .replace('name: Season 1', 'name: Spring')
      .replace('startsAt: 2041-01-02T00:00:00Z', 'startsAt: 2041-01-02T02:00:00+02:00')
      .replace('budget: "100"', 'budget: "100.50"')
      .replace('steps: 3', 'steps: 5')
    const changes = [
      { field: 'name', from: 'Season 1', to: 'Spring' },
      { field: 'description', from: 'Old', to: null },
      { field: 'budget', from: '100', to: '100.50' },
    ]
    const dry = await importText(changed, ['--dry-run'])
    expect(dry).toMatchObject({ code: 0, told: { dryRun: true, season: { outcome: 'changed', changes } } })
    expect(await seasonOf(1)).toMatchObject({ name: 'Season 1', description: 'Old', budget: '100' })

    const { code, told } = await importText(changed)
    expect({ code, told }).toMatchObject({
      code: 0,
      told: {
        ok: true,
        season: { outcome: 'changed', changes, left: { weeklyBudget: '50' } },
        goals: [{ outcome: 'changed', changes: [{ field: 'steps', from: 3, to: 5 }] }],
      },
    })
    const season = await seasonOf(1)
    expect(season).toMatchObject({ name: 'Spring', budget: '100.5', weeklyBudget: '50' })
    expect(season).not.toHaveProperty('description')
    expect((await importText(changed)).told.counts).toEqual({ unchanged: 2 })
  })

  test('behavior: a goal that the file does not have is told of and left', async () => {
    await importText(seasonText(2, '', '  - { id: s2-swim, title: Swim, period: once, steps: 1, reward: "1" }'))
    const { code, told } = await importText(seasonText(2))
    expect([code, outcomes(told)]).toEqual([
      0,
      [
        [2, 'unchanged'],
        ['s2-walk', 'unchanged'],
        ['s2-swim', 'left'],
      ],
    ])
    expect(await goalsOf(2)).toHaveLength(2)
  })

  test('behavior: what is frozen or too small is refused with code and remedy, and all else is changed', async () => {
    await importText(seasonText(3))
    const grant = ['grant', newAddress(), '10', '--reason', 'r', '--season', '3']
    expect(await line.run(grant)).toMatchObject({ code: 0 })
    await importText(seasonText(3, '', '  - { id: s3-swim, title: Swim, period: once, steps: 2, reward: "1" }'))
    const member = newAddress()
    await line.server.knex('users').insert({ address: member, known_at: new Date() })
    const step = { address: member, goal_id: 's3-swim', period: 'season:3', steps: 1 }
    await line.server.knex('goal_progress').insert(step)
    const report = { ...step, client: 'root', event_id: 'e', total_steps: 1, completed_steps: 0, at: new Date() }
    await line.server.knex('goal_reports').insert(report)
    const text = seasonText(
      3,
      '  description: New',
      '  - { id: s3-swim, title: Dive, period: once, steps: 2, reward: "2" }',
    )
      .replace('startsAt: 2043-01-02', 'startsAt: 2043-01-09')
      .replace('endsAt: 2043-02-06', 'endsAt: 2043-02-13')
      .replace('budget: "100"', 'budget: "9"')
    const { code, told } = await importText(text)
    expect({ code, told }).toMatchObject({
      code: 1,
      told: {
        ok: false,
        season: {
          outcome: 'refused',
          changes: [{ field: 'description' }],
          refused: [
            {
              code: 'SEASON_DATES_FROZEN',
              remedy: 'Only let it end later, or add days of grace.',
              changes: [{ field: 'startsAt' }, { field: 'endsAt' }],
            },
            { code: 'BUDGET_BELOW_GRANTED', details: { granted: '10' }, changes: [{ field: 'budget' }] },
          ],
        },
        goals: [
          { id: 's3-walk', outcome: 'unchanged' },
          { outcome: 'refused', changes: [{ field: 'title' }], refused: [{ code: 'GOAL_FROZEN' }] },
        ],
        counts: { refused: 2, unchanged: 1 },
      },
    })
    expect(await seasonOf(3)).toMatchObject({ description: 'New', budget: '100', endsAt: '2043-02-06T00:00:00Z' })
    const shown = await line.run(['seasons', 'import', join(line.folder, 'season.yaml')])
    expect(shown).toMatchObject({ code: 1, stderr: 'credits-server: 2 of 3 were refused.\n' })
    expect(shown.stdout).toMatch(/^season 3 +refused\n {4}refused: startsAt: "2043-01-02T00:00:00Z" → "2043-01-09/)
    expect(shown.stdout).toContain('SEASON_DATES_FROZEN: The season has credits')
  })

  test('behavior: without an id the season is the one that starts in that second; its name alone is not enough', async () => {
    const text = seasonText(4).replace('  id: 4\n', '')
    const first = await importText(text)
    expect(first).toMatchObject({ code: 0, told: { season: { outcome: 'created' } } })
    const { id, notes } = first.told.season
    expect(notes).toEqual([`Write \`id: ${id}\` under \`season\`, so that its start can be changed later too.`])
    expect(outcomes((await importText(text.replace('name: Season 4', 'name: Renamed'))).told)).toEqual([
      [id, 'changed'],
      ['s4-walk', 'unchanged'],
    ])
    const moved = await importText(text.replace('name: Season 4', 'name: Renamed').replace('2044-01-02', '2044-01-03'))
    expect(moved).toMatchObject({ code: 1, told: { error: { code: 'SEASON_UNCLEAR' } } })
    expect(JSON.stringify(moved.told)).toContain(`Write \`id: ${id}\``)
    expect(await seasonOf(Number(id))).toMatchObject({ startsAt: '2044-01-02T00:00:00Z' })
  })

  test('behavior: a season that cannot be leaves its goals untried; a goal of another season is refused alone', async () => {
    await importText(seasonText(5))
    const over = await importText(seasonText(5).replace('id: 5\n', 'id: 6\n'))
    expect(over).toMatchObject({ code: 1, told: { season: { refused: [{ code: 'SEASON_OVERLAPS' }] } } })
    expect(outcomes(over.told)).toEqual([
      [6, 'refused'],
      ['s5-walk', 'untried'],
    ])
    const other = await importText(
      seasonText(6, '', '  - { id: s5-walk, title: Walk, period: once, steps: 1, reward: "1" }'),
    )
    expect(other).toMatchObject({ code: 1, told: { counts: { created: 2, refused: 1 } } })
    expect(other.told.goals[1]).toMatchObject({ outcome: 'refused', refused: [{ code: 'GOAL_EXISTS' }] })
  })

  test('behavior: a closed season and goal are told to be closed', async () => {
    await importText(seasonText(7))
    await line.server.knex('goals').where({ id: 's7-walk' }).update({ closed_at: new Date() })
    const { told } = await importText(seasonText(7))
    expect(told.goals[0]).toMatchObject({ outcome: 'unchanged', notes: [expect.stringMatching(/^It has been closed/)] })
  })

  test('error: a server that goes away in between: what was done, what nobody knows, what was not tried', async () => {
    let posts = 0
    const proxy = createServer((incoming, outgoing) => {
      if (incoming.method === 'POST') posts++
      if (posts === 2) return void incoming.socket.destroy()
      const { method = 'GET', url = '/', headers } = incoming
      const onward = request(line.server.url + url, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(outgoing)
      })
      incoming.pipe(onward)
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void proxy.close().closeAllConnections())
    const env = { CREDITS_URL: `http://127.0.0.1:${(proxy.address() as { port: number }).port}` }
    const more = '  - { id: s8-swim, title: Swim, period: once, steps: 1, reward: "1" }'
    const cut = await importText(seasonText(8, '', more), [], env)
    expect([cut.code, cut.told.ok, outcomes(cut.told)]).toEqual([
      1,
      false,
      [
        [8, 'created'],
        ['s8-walk', 'unknown'],
        ['s8-swim', 'untried'],
      ],
    ])
    const { code, told } = await importText(seasonText(8, '', more))
    expect([code, told.counts]).toEqual([0, { unchanged: 1, created: 2 }])
  })

  test('error: FORBIDDEN for goals alone, of a key for seasons alone', async () => {
    const { secret } = await createTestKey(line.server, ['seasons:write'])
    const { code, told } = await importText(seasonText(9), [], { CREDITS_API_KEY: secret })
    expect([code, outcomes(told)]).toEqual([
      1,
      [
        [9, 'created'],
        ['s9-walk', 'refused'],
      ],
    ])
    expect(told.goals[0]?.refused).toMatchObject([{ code: 'FORBIDDEN', remedy: expect.any(String) }])
  })

  test('error: everything that is wrong with a file, each with its line, and the server is not asked', async () => {
    const file = join(line.folder, 'wrong.yaml')
    await writeFile(
      file,
      `season:
  name: 2026
  startsAt: 2030-03-04
  endsAt: 2030-04-08T00:00:00Z
  budget: 123456789.123456789123456789
  weeklyBuget: "3"
goals:
  - id: Bad_ID
    period: daily
    steps: "3"
    reward: 4
    title: yes
  - &b
    id: b
    title:
    period: once
    steps: 0
    reward: "1e3"
more: 1
`,
    )
    const failed = await line.run(['seasons', 'import', file], { CREDITS_URL: 'http://127.0.0.1:9' })
    expect([failed.code, failed.stdout]).toEqual([1, ''])
    const lines = [...failed.stderr.matchAll(/^ {2}line (\d+): (.*)$/gm)].map(([, at, said = '']) => [Number(at), said])
    expect(lines).toEqual([
      [2, 'season.name is a number and must be a text. Put it in quotes: name: "2026"'],
      [3, expect.stringContaining('season.startsAt is "2030-03-04". A time is not in whole seconds')],
      [5, 'season.budget is a number and must be a text. Put it in quotes: budget: "123456789.123456789123456789"'],
      [6, expect.stringMatching(/^season has no field weeklyBuget\. It has id, name, /)],
      [8, expect.stringContaining('goals[0].id is "Bad_ID". The goal id is not')],
      [9, 'goals[0].period is "daily", and must be one of weekly, once.'],
      [10, 'goals[0].steps is a text, and must be a whole number without quotes.'],
      [11, 'goals[0].reward is a number and must be a text. Put it in quotes: reward: "4"'],
      [15, 'goals[1].title is empty, and must be a text.'],
      [17, 'goals[1].steps must be >= 1.'],
      [18, expect.stringContaining('goals[1].reward is "1e3". The amount is not a positive decimal')],
      [19, 'the file has no field more. It has season, goals.'],
    ])
  })

  test.each([
    ['', /line 1: the file is empty, and must be a mapping of fields\./],
    ['season: [', /line \d+: /],
    ['season: { name: a, name: b }', /line 1: Map keys must be unique\./],
    ['season: !money 3', /line 1: Unresolved tag: !money\./],
    ['goals: []', /line 1: the file lacks season\./],
    [
      `${seasonText(1)}  - { id: s1-walk, title: Walk, period: once, steps: 1, reward: "1" }`,
      /line 11: goals\[1\]\.id is s1-walk, as on line 10\./,
    ],
    ['a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c, *c]', /alias/],
  ])('error: %j', async (text, said) => {
    const file = join(line.folder, 'wrong.yaml')
    await writeFile(file, text)
    const failed = await line.run(['seasons', 'import', file])
    expect([failed.code, failed.stdout]).toEqual([1, ''])
    expect(failed.stderr).toMatch(said)
  })

  test('error: a file that is no text', async () => {
    const file = join(line.folder, 'wrong.yaml')
    await writeFile(file, Buffer.concat([await readFile(example), Buffer.from([0xff])]))
    expect(await line.runJson(['seasons', 'import', file])).toMatchObject({
      code: 1,
      told: { error: { code: 'INVALID_FILE' } },
    })
  })
})
