import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { migrate } from './migrate.js'
import { migrations } from './migrations/index.js'
import { openKnex } from './openKnex.js'

const address = `0x${'a'.repeat(40)}`
const at = (second: number) => `2026-03-16T00:00:0${second}.001Z`

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('016: flags of before are said to be of whom their entries name', async () => {
  const index = migrations.findIndex(({ name }) => name === '016_flag_authors')
  await migrate(database.connectionString, 'down', migrations.length - index)
  const knex = openKnex(database.connectionString, { checkIdentity: false })
  const entry = (version: number, kind: string, actor: string, second: number) =>
    knex('entries').insert({ address, version, kind, actor, amount_wei: '0', cause: 'operator', at: at(second) })
  await knex('users').insert({ address, version: 4, last_at: at(4) })
  await entry(1, 'flagged', 'one', 1)
  await entry(2, 'flagged', 'two', 2)
  await entry(3, 'unflagged', 'three', 3)
  await entry(4, 'flagged', 'four', 4)
  const flag = { address, type: 'captcha', message: 'm' }
  await knex('flags').insert({ ...flag, created_at: at(1), ended_at: at(3) })
  await knex('flags').insert({ ...flag, created_at: at(2), ended_at: at(3) })
  await knex('flags').insert({ ...flag, created_at: at(4) })
  await migrate(database.connectionString)
  expect(await knex('flags').orderBy('id').select('flagged_by', 'lifted_by')).toEqual([
    { flagged_by: 'one', lifted_by: 'three' },
    { flagged_by: 'two', lifted_by: 'three' },
    { flagged_by: 'four', lifted_by: null },
  ])
  await knex.destroy()
})
