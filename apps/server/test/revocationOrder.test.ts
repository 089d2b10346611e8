import type { OperatorCredit } from '@credits-server/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { openReadPool, type ReadPool } from '../src/db/openReadPool.js'
import { revokeCredit } from '../src/domain/revokeCredit.js'
import { findDiscrepancies } from '../src/ledger/findDiscrepancies.js'
import { createReadCreditById, type ReadCreditById } from '../src/ledger/readCreditById.js'
import { newAddress } from './grantTestCredit.js'
import { claimForTest, makeCredits } from './makeCredits.js'
import { recordSpend, undoSpend } from './recordSpend.js'
import { root, startTestServer, type TestServer } from './startTestServer.js'

let server: TestServer
let reads: ReadPool
let readCreditById: ReadCreditById
beforeAll(async () => {
  server = await startTestServer()
  reads = openReadPool(server.database.connectionString)
  readCreditById = createReadCreditById(reads)
})
afterAll(async () => {
  expect(await findDiscrepancies(server.knex)).toEqual([])
  await reads.close()
  await server.stop()
})

/** What happens to one credit of 1,000 wei; a give-back comes after what it gives back. */
const happenings = ['spend 100', 'spend 250', 'undo 100', 'spend 400', 'revoke', 'revoke'] as const
type Happening = (typeof happenings)[number]

const anyOrder: fc.Arbitrary<Happening[]> = fc
  .shuffledSubarray([...happenings], { minLength: happenings.length })
  .filter((order) => order.indexOf('spend 100') < order.indexOf('undo 100'))

const cases = fc.array(fc.tuple(anyOrder, fc.boolean()), { minLength: 5, maxLength: 5 })

const past = { at: new Date('2026-03-17T00:00:00Z'), expiresAt: new Date('2026-03-17T00:00:02Z') }

/** Makes it happen; `expired` credits live through all of it after their second has passed. */
async function run(order: readonly Happening[], terms: Parameters<typeof makeCredits>[2], atOnce: boolean) {
  const address = newAddress()
  const [creditId = ''] = await makeCredits(server, address, { wei: 1_000n, ...terms })
  const chain = { address, creditId, actor: 'chain', cause: 'chain' } as const
  const happen = (happening: Happening): Promise<unknown> => {
    const [word, wei = ''] = happening.split(' ')
    if (word === 'revoke') return revokeCredit(server.ledger, { actor: root, creditId, reason: 'A14' })
    return (word === 'spend' ? recordSpend : undoSpend)(server.ledger, { ...chain, amountWei: BigInt(wei) })
  }
  if (atOnce) await Promise.all(order.map(happen))
  else for (const happening of order) await happen(happening)
  const credit: OperatorCredit = JSON.parse(await readCreditById(creditId, null))
  const balance = await (await fetch(`${server.url}/users/${address}/credits`)).json()
  return { credit, balance: balance as { totalCreditsWei: string; credits: unknown[]; version: number } }
}

describe('A14: revocation', () => {
  test('in any order with spends, give-backs and the expiry ends the same: late truth wins, the rest is taken', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (drawn) => {
        const ran = drawn.map(([order, isExpired]) => run(order, isExpired ? past : {}, false))
        for (const { credit, balance } of await Promise.all(ran)) {
          expect(credit).toMatchObject({ state: 'revoked', onChain: { value: '1000', spent: '650' } })
          expect(credit).not.toHaveProperty('signature')
          // Six happenings, of which the second revocation is none, and the grant.
          expect(balance).toMatchObject({ totalCreditsWei: '0', credits: [], version: 6 })
          // What the entry says was taken and what came after it make what is left now.
          const entries = [...(credit.entries ?? [])].reverse()
          const at = entries.findIndex(({ kind }) => kind === 'revoked')
          const moved = (kind: string) =>
            entries.slice(at).reduce((sum, entry) => sum + (entry.kind === kind ? BigInt(entry.amountWei) : 0n), 0n)
          expect(moved('revoked') - moved('spent') + moved('restored')).toBe(350n)
        }
      }),
      // Five users at a time: 250 orders, 5,000 at the full counts.
      { numRuns: fuzzRuns(50), endOnFailure: true },
    )
  })

  test('race: all at once ends the same', async () => {
    const concurrent = happenings.filter((happening) => happening !== 'undo 100')
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(concurrent, { minLength: concurrent.length }), async (order) => {
        const { credit, balance } = await run(order, {}, true)
        expect(credit).toMatchObject({ state: 'revoked', onChain: { spent: '750' } })
        expect(balance).toMatchObject({ totalCreditsWei: '0', version: 5 })
      }),
      { numRuns: fuzzRuns(50), endOnFailure: true },
    )
  })

  test('before a claim there is nothing to claim, after it the same is taken; at once, one of the two', async () => {
    const ends: [number, string | undefined][] = []
    for (const order of ['revoke claim', 'claim revoke', 'both']) {
      const address = newAddress()
      const [id = ''] = await makeCredits(server, address, { wei: 1_000n, claimed: false })
      const steps = {
        revoke: () => revokeCredit(server.ledger, { actor: root, creditId: id, reason: 'A14' }),
        claim: () => claimForTest(server, address, id),
      }
      if (order === 'both') await Promise.all([steps.claim(), steps.revoke()])
      else for (const step of order.split(' ')) await steps[step as keyof typeof steps]()
      const { state, entries = [] } = JSON.parse(await readCreditById(id, null)) as OperatorCredit
      expect([order, state, entries.find(({ kind }) => kind === 'revoked')?.amountWei]).toEqual([
        order,
        'revoked',
        '1000',
      ])
      const balance = (await (await fetch(`${server.url}/users/${address}/credits`)).json()) as {
        totalCreditsWei: string
      }
      expect(balance.totalCreditsWei).toBe('0')
      ends.push([entries.length, entries[0]?.kind])
    }
    expect(ends.slice(0, 2)).toEqual([
      [2, 'revoked'],
      [3, 'revoked'],
    ])
  })
})
