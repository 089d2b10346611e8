import { formatMana } from '@credits-server/onchain'
import fc from 'fast-check'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { openKnex } from '../db/openKnex.js'
import { manaNumber } from './creditJson.js'

let database: TestDatabase
let knex: Knex
beforeAll(async () => {
  database = await createTestDatabase()
  knex = openKnex(database.connectionString)
})
afterAll(async () => {
  await knex.destroy()
  await database.drop()
})

describe('manaNumber', () => {
  test('behavior: SQL and JavaScript write the same digits', async () => {
    const amount = fc.oneof(fc.bigInt(0n, 10n ** 20n), fc.bigInt(0n, 10n ** 28n), fc.bigInt(0n, 2n ** 256n - 1n))
    const round = fc.bigInt(0n, 10n ** 6n).map((n) => n * 10n ** 15n)
    const amounts = fc.sample(fc.oneof(amount, round), fuzzRuns(10_000))
    const text = manaNumber('w.wei')
    const { rows } = await knex.raw(
      `select (${text})::text as mana from unnest(?::numeric[]) with ordinality w(wei, place) order by place`,
      [amounts.map(String)],
    )
    expect(rows.map(({ mana }: { mana: string }) => mana)).toEqual(amounts.map(formatMana))
    expect(rows.length).toBeGreaterThanOrEqual(10_000)
  })

  test.each([
    ['0', '0'],
    ['1', '0.000000000000000001'],
    ['12500000000000000000', '12.5'],
    ['123456789123456789123456789', '123456789.123456789123456789'],
    [String(2n ** 256n - 1n), '115792089237316195423570985008687907853269984665640564039457.584007913129639935'],
  ])('%s wei is %s', async (wei, mana) => {
    const { rows } = await knex.raw(`select (${manaNumber('?::numeric')})::text as mana`, [wei])
    expect(rows[0].mana).toBe(mana)
    expect(formatMana(BigInt(wei))).toBe(mana)
  })
})
