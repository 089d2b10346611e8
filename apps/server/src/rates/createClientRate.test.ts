import type { Knex } from 'knex'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { expectRate, flood } from '../../test/expectRate.js'
import { openKnex } from '../db/openKnex.js'
import { openReadPool, type ReadPool } from '../db/openReadPool.js'
import { type ClientRate, createClientRate } from './createClientRate.js'

let database: TestDatabase
let knex: Knex
let pool: ReadPool
/** How many requests each question was about. */
let questions: number[]
let reads: ReadPool

beforeAll(async () => {
  database = await createTestDatabase()
  knex = openKnex(database.connectionString)
})
afterAll(async () => {
  await knex.destroy()
  await database.drop()
})
beforeEach(() => {
  questions = []
  pool = openReadPool(database.connectionString)
  reads = {
    ...pool,
    read: (statement, values) => {
      questions.push((values[1] as number[]).reduce((a, b) => a + b, 0))
      return pool.read(statement, values)
    },
  }
})
afterEach(() => pool.close())

const takeMany = (rate: ClientRate, client: string, count: number) =>
  Promise.all(Array.from({ length: count }, () => rate.take(client)))
const passed = (taken: readonly boolean[]) => taken.filter(Boolean).length

describe('createClientRate', () => {
  test('default: one after the other each is a question of its own; many at once are two, and the first come is served', async () => {
    const rate = createClientRate(reads, 1)
    expect(await rate.take('alone')).toBe(true)
    expect(await rate.take('other')).toBe(true)
    expect(questions).toEqual([1, 1])

    const taken = await takeMany(createClientRate(reads, 100), 'many', 500)
    expect(questions.slice(2)).toEqual([1, 499])
    expect(taken.slice(0, 100)).toEqual(Array(100).fill(true))
    expect(passed(taken.slice(-300))).toBe(0)
  })

  test('behavior: clients that ask together are counted apart', async () => {
    const rate = createClientRate(reads, 3)
    const clients = ['b', 'c', 'a']
    const taken = await Promise.all(clients.map((client) => takeMany(rate, client, 3)))
    expect(taken.flat()).toEqual(Array(9).fill(true))
    expect(questions).toEqual([1, 8])
  })

  test('race: servers that ask of the same clients, in whatever order, together let through what one would', async () => {
    const perSecond = 40
    const rates = Array.from({ length: 3 }, () => createClientRate(reads, perSecond))
    const clients = ['x', 'y', 'z']
    const endMs = performance.now() + 1_200
    const floods = clients.map((client, from) =>
      flood(async (turn) => ((await rates[(turn + from) % 3]?.take(client)) ? 200 : 429), {
        enough: () => performance.now() > endMs,
      }),
    )
    for (const answers of await Promise.all(floods)) expectRate(answers, perSecond)
  })

  test('behavior: the count goes on where another limit, or a clock that went back, takes it up', async () => {
    const row = { client: 'moved', taken: 1 }
    const later = "clock_timestamp() + interval '1 hour'"
    await knex('client_rates').insert({ ...row, left_millionths: 2_500_000, counted_at: knex.raw(later) })
    expect(passed(await takeMany(createClientRate(reads, 1_000), 'moved', 1))).toBe(1)
    expect(passed(await takeMany(createClientRate(reads, 1_000), 'moved', 9))).toBe(1)
    await knex('client_rates').insert({ ...row, client: 'rich', left_millionths: 9e12, counted_at: '2020-01-01Z' })
    expect(passed(await takeMany(createClientRate(reads, 4), 'rich', 9))).toBeLessThanOrEqual(5)
    const rich = await knex('client_rates').where({ client: 'rich' }).first('left_millionths')
    expect(Number(rich.left_millionths)).toBeLessThan(4_000_000)
    await knex('client_rates').insert({ ...row, client: 'old', left_millionths: 0, counted_at: '1970-01-01Z' })
    expect(passed(await takeMany(createClientRate(reads, 1_000_000), 'old', 9))).toBe(9)
  })

  test('behavior: what is counted waits for no disk', async () => {
    const { rows } = await knex.raw("select relpersistence from pg_class where relname = 'client_rates'")
    expect(rows).toEqual([{ relpersistence: 'u' }])
  })

  test('error: UNAVAILABLE for all who wait, and nobody waits for ever', async () => {
    const rate = createClientRate(openReadPool('postgres://nobody@127.0.0.1:1/none'), 5)
    for (const outcome of await Promise.allSettled(Array.from({ length: 9 }, () => rate.take('lost')))) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'UNAVAILABLE' } })
    }
  })
})
