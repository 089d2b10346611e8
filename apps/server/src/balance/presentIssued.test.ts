import fc from 'fast-check'
import type { Knex } from 'knex'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { openKnex } from '../db/openKnex.js'
import { creditJson } from './creditJson.js'
import { presentIssued } from './presentIssued.js'

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

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((all) => `0x${Buffer.from(all).toString('hex')}`)

/** Any row that was just issued: it expires a second or more after it was made. */
const row = fc
  .record({
    id: fc.uuid(),
    valueWei: fc.oneof(fc.bigInt(1n, 10n ** 20n), fc.bigInt(1n, 10n ** 28n), fc.bigInt(1n, 2n ** 256n - 1n)),
    createdMs: fc.integer({ min: 0, max: 253_402_000_000_000 }),
    leftSeconds: fc.integer({ min: 1, max: 200_000 }),
    signature: hex(65),
    seasonId: fc.option(fc.integer({ min: 1, max: 2 ** 31 - 1 })),
    goalId: fc.option(fc.stringMatching(/^[a-z0-9-]{1,64}$/)),
    chainId: fc.oneof(fc.constant(137), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
    contract: hex(20),
    salt: hex(32),
  })
  .map(({ createdMs, leftSeconds, ...rest }) => ({
    ...rest,
    createdAt: new Date(createdMs),
    expiresAt: new Date((Math.floor(createdMs / 1_000) + leftSeconds) * 1_000),
  }))

test('presentIssued: a credit that was just issued is the same bytes in JavaScript and in SQL', async () => {
  const rows = fc.sample(row, fuzzRuns(10_000))
  const column = <T>(pick: (one: (typeof rows)[number]) => T) => rows.map(pick)
  const { rows: shown } = await knex.raw(
    `select ${creditJson('c', 'c.created_at')} as credit
    from unnest(?::text[], ?::numeric[], ?::timestamptz[], ?::timestamptz[], ?::text[], ?::integer[], ?::text[], ?::bigint[],
      ?::text[], ?::text[]) with ordinality
      r (id, value_wei, created_at, expires_at, signature, season_id, goal_id, chain_id, contract, salt, place)
    cross join lateral (select r.*, 0::numeric as spent_wei) c order by r.place`,
    [
      column(({ id }) => id),
      column(({ valueWei }) => String(valueWei)),
      column(({ createdAt }) => createdAt.toISOString()),
      column(({ expiresAt }) => expiresAt.toISOString()),
      column(({ signature }) => signature),
      column(({ seasonId }) => seasonId) as number[],
      column(({ goalId }) => goalId) as string[],
      column(({ chainId }) => chainId),
      column(({ contract }) => contract),
      column(({ salt }) => salt),
    ],
  )
  expect(rows.map(presentIssued)).toEqual(shown.map(({ credit }: { credit: string }) => credit))
  expect(rows.length).toBeGreaterThanOrEqual(10_000)
})
