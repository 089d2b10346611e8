import { randomUUID } from 'node:crypto'
import type { Balance } from '@credits-server/contract'
import fc from 'fast-check'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { createTestIssuance } from '../../test/createTestIssuance.js'
import { newAddress } from '../../test/grantTestCredit.js'
import { arbitraryOperations, RecordedUser } from '../../test/recordOperations.js'
import { createReadSnapshot, type ReadSnapshot } from '../balance/readSnapshot.js'
import { openKnex } from '../db/openKnex.js'
import { openReadPool, type ReadPool } from '../db/openReadPool.js'
import { createListCredits, type ListCredits } from './listCredits.js'
import { createReadCreditById, type ReadCreditById } from './readCreditById.js'
import { createReadUserBalance, type ReadUserBalance } from './readUserBalance.js'

const issuance = createTestIssuance()
let database: TestDatabase
let knex: Knex
let reads: ReadPool
let readSnapshot: ReadSnapshot
let readUserBalance: ReadUserBalance
let listCredits: ListCredits
let readCreditById: ReadCreditById

beforeAll(async () => {
  database = await createTestDatabase()
  knex = openKnex(database.connectionString)
  reads = openReadPool(database.connectionString)
  readSnapshot = createReadSnapshot(reads)
  readUserBalance = createReadUserBalance(reads)
  listCredits = createListCredits(reads)
  readCreditById = createReadCreditById(reads)
})
afterAll(async () => {
  await Promise.all([knex.destroy(), reads.close()])
  await database.drop()
})

const later = (at: Date, ms: number) => new Date(at.getTime() + ms)

/** What was answered at a moment. */
type Recorded = { readonly at: Date; readonly body: string }

/** Reads all credits of a user as operators see them: in the state of the moment, without what only the present has. */
async function creditsAt(address: RecordedUser['address'], asOf: Date | null): Promise<Map<string, string>> {
  const page = JSON.parse(await listCredits({ filter: { address }, asOf, limit: 100, behind: null }))
  expect(page.nextCursor).toBeNull()
  return new Map(page.credits.map((credit: { id: string }) => [credit.id, JSON.stringify(credit)]))
}

/** Takes the signatures of credits away that were revoked since: the one thing that is not told again. */
function hide(body: string, revoked: ReadonlySet<string>): string {
  const balance: Balance = JSON.parse(body)
  const credits = balance.credits.map(({ signature, ...credit }) => ({
    ...credit,
    ...(revoked.has(credit.id) ? {} : { signature }),
  }))
  return ordered({ ...balance, credits })
}

const ordered = (value: object) =>
  JSON.stringify(value, (_, node) =>
    typeof node === 'object' && node !== null && !Array.isArray(node)
      ? Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1)))
      : node,
  )

describe('readUserBalance', () => {
  test('behavior: asOf is, to the byte, what this server answered then, at every moment of any history', async () => {
    // While the history is made, what the server answers is recorded: after each operation and, by its clock, a while later.
    const drawn = fc.tuple(
      arbitraryOperations({ standing: false }),
      fc.array(fc.constantFrom(0, 1, 249, 999), { minLength: 3 }),
    )
    await fc.assert(
      fc.asyncProperty(drawn, async ([operations, waits]) => {
        const user = new RecordedUser(newAddress(), { knex, issuance })
        const recorded: Recorded[] = []
        for (const [nth, operation] of operations.entries()) {
          const next = later(user.at, operation.gapMs)
          // Just before an operation all of the time until then has passed; within one millisecond there is no before.
          if (user.entries.length > 0 && operation.gapMs > 0) recorded.push(await record(user, later(next, -1)))
          await user.record(operation)
          const follower = operations[nth + 1]
          const pause = waits[nth % waits.length] ?? 0
          if (user.entries.length > 0 && (!follower || pause < follower.gapMs)) {
            recorded.push(await record(user, later(user.at, pause)))
          }
        }
        if (user.entries.length === 0) return
        recorded.push(await record(user, later(user.at, 10_000)))
        const revoked = new Set(
          await knex('credits').where({ address: user.address }).whereNotNull('revoked_at').pluck('id'),
        )
        for (const { at, body } of recorded) {
          const asOf = await readUserBalance(user.address, at)
          // The same bytes, unless a credit in it was revoked since.
          if (!JSON.parse(body).credits.some(({ id }: { id: string }) => revoked.has(id))) expect(asOf).toBe(body)
          expect(ordered(JSON.parse(asOf))).toBe(hide(body, revoked))
        }
      }),
      { numRuns: fuzzRuns(100), endOnFailure: true },
    )
  })

  test('behavior: asOf of the list and of one credit is what the two answered then, states and all', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryOperations({ standing: false }), async (operations) => {
        const user = new RecordedUser(newAddress(), { knex, issuance })
        const recorded: { at: Date; credits: Map<string, string>; entries: number }[] = []
        for (const [nth, operation] of operations.entries()) {
          await user.record(operation)
          // The present tense: it is all in the past by the database's clock, so the states are those of today.
          if (operations[nth + 1]?.gapMs !== 0) {
            recorded.push({ at: user.at, credits: await creditsAt(user.address, null), entries: user.entries.length })
          }
        }
        const revoked = new Set(
          await knex('credits').where({ address: user.address }).whereNotNull('revoked_at').pluck('id'),
        )
        for (const { at, credits, entries } of recorded) {
          const then = await creditsAt(user.address, at)
          expect([...then.keys()]).toEqual([...credits.keys()])
          for (const [id, json] of then) {
            // What the clock says differs, because the list answered for today then; nothing that was written may.
            const { state, status, signature, ...shown } = JSON.parse(json)
            const { state: _, status: __, signature: seen, ...was } = JSON.parse(credits.get(id) ?? '{}')
            expect(shown).toEqual(was)
            expect(state).toBe(stateOf(shown, at))
            expect(signature).toBe(revoked.has(id) ? undefined : seen)
            const one = JSON.parse(await readCreditById(id, at))
            const { entries: told, ...same } = one
            expect(JSON.stringify(same)).toBe(json)
            expect(told.map(({ version }: { version: number }) => version)).toEqual(
              user.entries
                .slice(0, entries)
                .filter(({ creditId }) => creditId === id)
                .map(({ version }) => version)
                .reverse(),
            )
          }
        }
      }),
      { numRuns: fuzzRuns(40), endOnFailure: true },
    )
  })

  test('error: USER_NOT_FOUND for nobody, and for a user at a moment before they were met', async () => {
    const user = new RecordedUser(newAddress(), { knex, issuance })
    await user.record({ gapMs: 0, facts: [{ ...grant, seconds: 4 }] })
    await expect(readUserBalance(newAddress(), null)).rejects.toMatchObject({ code: 'USER_NOT_FOUND' })
    await expect(readUserBalance(user.address, later(user.at, -1))).rejects.toMatchObject({ code: 'USER_NOT_FOUND' })
    expect(JSON.parse(await readUserBalance(user.address, user.at)).version).toBe(1)
    await expect(readCreditById(randomUUID(), null)).rejects.toMatchObject({ code: 'CREDIT_NOT_FOUND' })
    const [id = ''] = user.credits.keys()
    await expect(readCreditById(id, later(user.at, -1))).rejects.toMatchObject({ code: 'CREDIT_NOT_FOUND' })
  })

  test('error: INVALID_AS_OF for a moment that has yet to come', async () => {
    const user = new RecordedUser(newAddress(), { knex, issuance })
    await user.record({ gapMs: 0, facts: [grant] })
    const future = later(new Date(), 60_000)
    await expect(readUserBalance(user.address, future)).rejects.toMatchObject({ code: 'INVALID_AS_OF' })
    const choice = { filter: {}, limit: 1, behind: null }
    await expect(listCredits({ ...choice, asOf: future })).rejects.toMatchObject({ code: 'INVALID_AS_OF' })
    await expect(readCreditById(randomUUID(), future)).rejects.toMatchObject({ code: 'INVALID_AS_OF' })
  })
})

const grant = {
  kind: 'grant',
  pick: 0,
  share: 1,
  wei: 1n,
  bornClaimed: true,
  seconds: 1,
  claimSeconds: null,
  untilMs: null,
} as const

async function record(user: RecordedUser, at: Date): Promise<Recorded> {
  return { at, body: (await readSnapshot(user.address, at)).body().toString() }
}

type Shown = {
  readonly revokedAt?: string
  readonly claimedAt?: string
  readonly claimBy?: string
  readonly expiresAt: string
  readonly onChain: { readonly value: string; readonly spent: string }
}

/** The state by its definition. */
function stateOf({ revokedAt, claimedAt, claimBy, expiresAt, onChain }: Shown, at: Date): string {
  if (revokedAt) return 'revoked'
  if (!claimedAt) return claimBy && new Date(claimBy) <= at ? 'lapsed' : 'pending'
  if (onChain.value === onChain.spent) return 'spent'
  return new Date(expiresAt) <= at ? 'expired' : 'available'
}
