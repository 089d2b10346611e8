import { randomBytes } from 'node:crypto'
import type { Address } from '@credits-server/onchain'
import fc from 'fast-check'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { arbitraryHistory, historyOf, historyStart } from '../../test/arbitraryHistory.js'
import { modelBalance } from '../../test/balanceModel.js'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { writeStep } from '../../test/writeStep.js'
import { openKnex } from '../db/openKnex.js'
import { openReadPool, type ReadPool } from '../db/openReadPool.js'
import { createReadSnapshot, type ReadSnapshot } from './readSnapshot.js'
import type { CreditFilter } from './Snapshot.js'
import { formatSnapshotId, hasMoved, type SnapshotId } from './SnapshotId.js'

let database: TestDatabase
let knex: Knex
let reads: ReadPool
let readSnapshot: ReadSnapshot
let epoch: string

beforeAll(async () => {
  database = await createTestDatabase()
  knex = openKnex(database.connectionString)
  reads = openReadPool(database.connectionString)
  readSnapshot = createReadSnapshot(reads)
  epoch = (await knex('ledger_identity').first('epoch')).epoch
  const season = {
    id: 5,
    name: 'Season 5',
    starts_at: '2026-03-16Z',
    ends_at: '2026-04-20Z',
    grace_days: 7,
    budget_wei: String(2n ** 255n),
  }
  await knex('seasons').insert(season)
  await knex('goals').insert({
    id: 's5-log-in',
    season_id: 5,
    title: 'Log in',
    period: 'once',
    steps: 1,
    reward_wei: '1',
  })
})

afterAll(async () => {
  await Promise.all([knex.destroy(), reads.close()])
  await database.drop()
})

const filters: (CreditFilter | undefined)[] = [undefined, 'AVAILABLE', 'PARTIALLY_USED']

/** Moments on, just before and between the seconds at which an arbitrary history's credits expire. */
const moments = [0, 9_999, 10_000, 11_500, 12_999, 13_000, 14_001, 15_999, 16_000, 99_000].map(
  (ms) => new Date(historyStart.getTime() + ms),
)

describe('readSnapshot', () => {
  test('behavior: any history at any moment is what the model says, to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryHistory, async (drawn) => {
        const address = newAddress()
        const steps = historyOf(address, drawn)
        const credits = new Map<string, (typeof steps)[number]['credit']>()
        for (const [index, step] of steps.entries()) {
          await writeStep(knex, address, step)
          credits.set(step.credit.id, step.credit)
          const isLast = index === steps.length - 1
          const user = {
            epoch,
            credits: [...credits.values()],
            entries: steps.slice(0, index + 1).map(({ entry }) => entry),
          }
          for (const now of isLast ? moments : [moments[3] as Date]) {
            const expected = modelBalance(user, now)
            const snapshot = await readSnapshot(address, now)
            expect(formatSnapshotId(snapshot.id)).toBe(expected.id)
            expect(snapshot.body().toString()).toBe(expected.body)
            for (const filter of filters)
              expect(snapshot.body(filter).toString()).toBe(modelBalance(user, now, filter).body)
          }
        }
      }),
      { numRuns: fuzzRuns(150), endOnFailure: true },
    )
  })

  test('behavior: same id, same bytes; ids never fall; the body changes exactly at the boundary', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryHistory, async (drawn) => {
        const address = newAddress()
        const steps = historyOf(address, drawn)
        const bytes = new Map<string, string>()
        let last: SnapshotId | null = null
        for (const [index, step] of steps.entries()) {
          await writeStep(knex, address, step)
          for (const now of index === steps.length - 1 ? moments : moments.slice(0, 1)) {
            const askedAtMs = performance.now()
            const snapshot = await readSnapshot(address, now)
            const id = formatSnapshotId(snapshot.id)
            for (const filter of filters) {
              const key = `${id} ${filter}`
              expect(snapshot.body(filter).toString()).toBe(bytes.get(key) ?? snapshot.body(filter).toString())
              bytes.set(key, snapshot.body(filter).toString())
            }
            expect(last === null || !hasMoved(snapshot.id, last)).toBe(true)
            last = snapshot.id
            if (snapshot.staleAtMs === null || index < steps.length - 1) continue

            const boundaryMs = Date.parse(JSON.parse(snapshot.body().toString()).nextExpiryAt)
            expect([snapshot.staleAtMs, snapshot.clock.databaseMs]).toEqual([boundaryMs, now.getTime()])
            expect(snapshot.clock.localMs).toBeGreaterThanOrEqual(askedAtMs)
            const before = await readSnapshot(address, new Date(boundaryMs - 1))
            const at = await readSnapshot(address, new Date(boundaryMs))
            expect(formatSnapshotId(before.id)).toBe(id)
            expect(before.body().toString()).toBe(snapshot.body().toString())
            expect(hasMoved(snapshot.id, at.id)).toBe(true)
            expect(at.body().toString()).not.toBe(snapshot.body().toString())
          }
        }
      }),
      { numRuns: fuzzRuns(100), endOnFailure: true },
    )
  })

  test('behavior: a snapshot without a boundary never goes stale', async () => {
    await knex('users').insert({ address: '0x'.padEnd(42, 'e'), known_at: historyStart })
    const snapshot = await readSnapshot('0x'.padEnd(42, 'e') as Address)
    expect(snapshot.staleAtMs).toBeNull()
    expect(snapshot.id).toEqual({ epoch, version: 0, mark: 0 })
  })
})

function newAddress(): Address {
  return `0x${randomBytes(20).toString('hex')}` as Address
}
