import type { EntryPage } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import fc from 'fast-check'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { createTestIssuance } from '../../test/createTestIssuance.js'
import { newAddress } from '../../test/grantTestCredit.js'
import { modelHistory } from '../../test/historyModel.js'
import { arbitraryOperations, plainFact, RecordedUser } from '../../test/recordOperations.js'
import { createReadSnapshot, type ReadSnapshot } from '../balance/readSnapshot.js'
import { openKnex } from '../db/openKnex.js'
import { openReadPool, type ReadPool } from '../db/openReadPool.js'
import { parseEntryCursor } from './EntryPlace.js'
import { createReadEntries, type ReadEntries } from './readEntries.js'

const issuance = createTestIssuance()
let database: TestDatabase
let knex: Knex
let reads: ReadPool
let readEntries: ReadEntries
let readSnapshot: ReadSnapshot

beforeAll(async () => {
  database = await createTestDatabase()
  knex = openKnex(database.connectionString)
  reads = openReadPool(database.connectionString)
  readEntries = createReadEntries(reads)
  readSnapshot = createReadSnapshot(reads)
})
afterAll(async () => {
  await Promise.all([knex.destroy(), reads.close()])
  await database.drop()
})

async function readPage(address: Address, limit: number, cursor: string | null, now?: Date): Promise<EntryPage> {
  const behind = cursor === null ? null : parseEntryCursor(cursor)
  if (cursor !== null && behind === null) throw new Error('a cursor that was given is none')
  return JSON.parse(await readEntries(address, { limit, behind }, now))
}

/** Reads page after page, each of the next size; `between` is done after the first. */
async function readAll(address: Address, sizes: readonly number[], now: () => Date, between = async () => {}) {
  const entries: string[] = []
  for (let cursor: string | null = null, nth = 0; nth === 0 || cursor !== null; nth += 1) {
    const limit = sizes[nth % sizes.length] ?? 1
    const page: EntryPage = await readPage(address, limit, cursor, now())
    expect(page.entries.length).toBeLessThanOrEqual(limit)
    if (page.nextCursor !== null) expect(page.entries).toHaveLength(limit)
    entries.push(...page.entries.map((entry) => JSON.stringify(entry)))
    cursor = page.nextCursor
    if (nth === 0) await between()
  }
  return entries
}

const pageSizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 })
const later = (at: Date, ms: number) => new Date(at.getTime() + ms)

const grant = { ...plainFact, kind: 'grant' as const }

describe('readEntries', () => {
  test('default: at one second the clock comes first, then what was written', async () => {
    // The credits of one second are in the order of their ids, which follow from the address.
    const user = new RecordedUser(`0x${'51'.repeat(20)}` as Address, { knex, issuance })
    const flag = { ...plainFact, kind: 'flag' as const, untilMs: 2_000 }
    const soon = { ...grant, wei: 5n, seconds: 2 }
    const unclaimed = { ...grant, wei: 7n, bornClaimed: false, claimSeconds: 2, seconds: 4 }
    await user.record({ gapMs: 0, facts: [soon, unclaimed, flag, flag] })
    await user.record({
      gapMs: 2_000,
      facts: [
        { ...plainFact, kind: 'claim', pick: 1 },
        { ...plainFact, kind: 'spend', pick: 0 },
      ],
    })
    const { entries } = await readPage(user.address, 100, null, user.at)
    expect(
      entries.map(({ at, version, kind, amountWei, balanceAfterWei, computed = false }) =>
        [at.slice(17, -1), version, kind, amountWei, balanceAfterWei, computed].join(' '),
      ),
    ).toEqual([
      '02.000 6 spent 5 7 false',
      '02.000 5 claimed 7 7 false',
      '02.000 4 lapsed 7 0 true',
      '02.000 4 expired 5 0 true',
      '02.000 4 unflagged 0 5 true',
      '00.000 4 flagged 0 5 false',
      '00.000 3 flagged 0 5 false',
      '00.000 2 granted 7 5 false',
      '00.000 1 granted 5 5 false',
    ])
  })

  test('behavior: any history at any moment, in one go and page by page, is what the model says, to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryOperations({ standing: true }), pageSizes, async (operations, sizes) => {
        const user = new RecordedUser(newAddress(), { knex, issuance })
        for (const operation of operations) await user.record(operation)
        await user.settle()
        if (user.credits.size === 0) return
        for (const ms of [0, 1, 500, 1_000, 2_000, 9_000]) {
          const now = later(user.at, ms)
          const expected = modelHistory(user, now)
          expect(await readAll(user.address, [100], () => now)).toEqual(expected)
          expect(await readAll(user.address, sizes, () => now)).toEqual(expected)
          const { totalCreditsWei } = JSON.parse((await readSnapshot(user.address, now)).body().toString())
          expect(JSON.parse(expected[0] ?? '{}').balanceAfterWei).toBe(totalCreditsWei)
        }
      }),
      { numRuns: fuzzRuns(60), endOnFailure: true },
    )
  })

  test('race: what is written while pages are read changes none of the later ones', async () => {
    const drawn = fc.tuple(arbitraryOperations({ standing: true }), arbitraryOperations({ standing: false }), pageSizes)
    await fc.assert(
      fc.asyncProperty(drawn, async ([before, meanwhile, sizes]) => {
        const user = new RecordedUser(newAddress(), { knex, issuance })
        for (const operation of before) await user.record(operation)
        await user.settle()
        if (user.credits.size === 0) return
        const expected = modelHistory(user, user.at)
        const read = readAll(
          user.address,
          sizes,
          () => user.at,
          async () => {
            for (const operation of meanwhile) await user.record(operation)
          },
        )
        expect(await read).toEqual(expected)
      }),
      { numRuns: fuzzRuns(40), endOnFailure: true },
    )
  })

  test('race: an entry that commits late, behind the page that was read, repeats and hides nothing', async () => {
    const user = new RecordedUser(newAddress(), { knex, issuance })
    const soon = { ...grant, seconds: 2 }
    await user.record({ gapMs: 0, facts: [soon, soon, { ...grant, seconds: 4 }] })
    const second = later(user.at, 2_000)
    const entries = await readAll(
      user.address,
      [1],
      () => second,
      () => user.record({ gapMs: 1_999, facts: [{ ...plainFact, kind: 'spend', pick: 2 }] }),
    )
    expect(entries.map((entry) => JSON.parse(entry).kind)).toEqual(
      'expired expired spent granted granted granted'.split(' '),
    )
    expect(new Set(entries).size).toBe(entries.length)
  })

  test('behavior: a clock that is behind the last entry takes nothing back', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryOperations({ standing: false }), pageSizes, async (operations, sizes) => {
        const user = new RecordedUser(newAddress(), { knex, issuance })
        for (const operation of operations) await user.record(operation)
        if (user.credits.size === 0) return
        const behind = later(user.at, -2_500)
        expect(await readAll(user.address, sizes, () => behind)).toEqual(modelHistory(user, behind))
      }),
      { numRuns: fuzzRuns(20), endOnFailure: true },
    )
  })
})
