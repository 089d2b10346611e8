import { randomUUID } from 'node:crypto'
import { type Address, formatMana } from '@credits-server/onchain'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import type { Actor } from '../src/domain/Actor.js'
import { flagUser } from '../src/domain/flagUser.js'
import { grantCredits } from '../src/domain/grantCredits.js'
import { optOutUser } from '../src/domain/optOutUser.js'
import { recordSpend } from '../src/domain/recordSpend.js'
import { rejoinUser } from '../src/domain/rejoinUser.js'
import { undoSpend } from '../src/domain/undoSpend.js'
import { unflagUser } from '../src/domain/unflagUser.js'
import { createLocalHints } from '../src/hints/createLocalHints.js'
import { findDiscrepancies } from '../src/ledger/findDiscrepancies.js'
import { newAddress } from './grantTestCredit.js'
import { startTestServer, type TestServer } from './startTestServer.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterEach(async () => {
  expect(await findDiscrepancies(server.knex)).toEqual([])
})
afterAll(() => server.stop())

const root: Actor = { client: 'root', scopes: 'all' }
const maxGrantWei = 10n ** 24n
const hints = createLocalHints()

const ledger = () => ({ knex: server.knex, hints })

/** The whole specification of one user's balance, as far as it does not depend on time. */
class ModelUser {
  readonly credits: { id: string; valueWei: bigint; spentWei: bigint }[] = []
  version = 0
  known = false
  flagged = false
  optedOut = false

  get status(): number {
    if (this.flagged) return 401
    return this.known && !this.optedOut ? 200 : 404
  }

  get totalWei(): bigint {
    return this.credits.reduce((sum, { valueWei, spentWei }) => sum + valueWei - spentWei, 0n)
  }
}

type Step = {
  readonly kind: keyof typeof operations
  readonly wei: bigint
  readonly pick: number
  readonly share: number
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('grant', 'grant', 'grant', 'spend', 'spend', 'undo', 'flag', 'unflag', 'optOut', 'rejoin'),
  wei: fc.oneof(fc.bigInt(1n, 10n ** 19n), fc.bigInt(1n, 10n)),
  pick: fc.nat(),
  share: fc.integer({ min: 1, max: 3 }),
})

/** Each operation on the model and on the server; a refusal must be the model's refusal too. */
const operations = {
  async grant(user: ModelUser, address: Address, { wei }: Step) {
    const grant = {
      type: 'on-demand',
      amount: formatMana(wei),
      reason: 'model',
      expiresAt: '2100-01-01T00:00:00Z',
    } as const
    const input = { actor: root, address, idempotencyKey: randomUUID(), grant }
    const deps = { ...ledger(), issuance: server.issuance, maxGrantWei }
    const refusal = user.flagged ? 'RECIPIENT_FLAGGED' : user.optedOut ? 'RECIPIENT_OPTED_OUT' : null
    if (refusal) return expect(grantCredits(deps, input)).rejects.toMatchObject({ code: refusal })
    const { id } = JSON.parse((await grantCredits(deps, input)).credit)
    user.credits.push({ id, valueWei: wei, spentWei: 0n })
    user.known = true
    user.version += 1
  },
  async spend(user: ModelUser, address: Address, { pick, share }: Step) {
    const credit = user.credits[pick % Math.max(1, user.credits.length)]
    const amountWei = credit ? (credit.valueWei - credit.spentWei) / BigInt(share) : 0n
    if (!credit || amountWei === 0n) return
    user.version = await recordSpend(ledger(), {
      address,
      actor: 'chain',
      cause: 'chain',
      creditId: credit.id,
      amountWei,
    })
    credit.spentWei += amountWei
  },
  async undo(user: ModelUser, address: Address, { pick, share }: Step) {
    const credit = user.credits[pick % Math.max(1, user.credits.length)]
    const amountWei = credit ? credit.spentWei / BigInt(share) : 0n
    if (!credit || amountWei === 0n) return
    user.version = await undoSpend(ledger(), {
      address,
      actor: 'chain',
      cause: 'chain',
      creditId: credit.id,
      amountWei,
    })
    credit.spentWei -= amountWei
  },
  async flag(user: ModelUser, address: Address) {
    await flagUser(ledger(), { actor: root, address, flag: { type: 'captcha', reason: { message: 'model' } } })
    user.flagged = true
    user.version += 1
  },
  async unflag(user: ModelUser, address: Address) {
    await unflagUser(ledger(), { actor: root, address, type: 'captcha' })
    if (user.flagged) user.version += 1
    user.flagged = false
  },
  async optOut(user: ModelUser, address: Address) {
    await optOutUser(ledger(), { actor: root, address })
    if (!user.optedOut) user.version += 1
    user.optedOut = true
  },
  async rejoin(user: ModelUser, address: Address) {
    await rejoinUser(ledger(), { actor: root, address })
    if (user.optedOut) user.version += 1
    user.optedOut = false
  },
}

async function expectShown(user: ModelUser, address: Address): Promise<void> {
  const answer = await fetch(`${server.url}/users/${address}/credits`)
  expect(answer.status).toBe(user.status)
  const body = (await answer.json()) as { totalCreditsWei: string; version: number; credits: unknown[] }
  if (user.status !== 200) return
  const open = user.credits.filter(({ valueWei, spentWei }) => spentWei < valueWei)
  expect([body.totalCreditsWei, body.version, body.credits.length]).toEqual([
    String(user.totalWei),
    user.version,
    open.length,
  ])
}

describe('the ledger', () => {
  test('A15: any sequence of operations shows what the model says, after every step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
        const address = newAddress()
        const user = new ModelUser()
        for (const item of steps) {
          await operations[item.kind](user, address, item)
          await expectShown(user, address)
        }
        const entries = await server.knex('entries').where({ address }).orderBy('version').pluck('version')
        expect(entries.map(Number)).toEqual(Array.from({ length: user.version }, (_, index) => index + 1))
      }),
      { numRuns: fuzzRuns(60), endOnFailure: true },
    )
  })

  test('A14: spends and give-backs of many credits end the same in whatever order they come, all at once', async () => {
    const address = newAddress()
    const user = new ModelUser()
    for (let n = 0; n < 4; n++) await operations.grant(user, address, { kind: 'grant', wei: 1_000n, pick: 0, share: 1 })
    const moves = user.credits.flatMap(({ id }) => [100n, 200n, 300n].map((amountWei) => ({ creditId: id, amountWei })))
    const author = { address, actor: 'chain', cause: 'chain' } as const
    await Promise.all(moves.map((move) => recordSpend(ledger(), { ...author, ...move })))
    await Promise.all(moves.filter((_, n) => n % 3 === 1).map((move) => undoSpend(ledger(), { ...author, ...move })))
    for (const credit of user.credits) credit.spentWei = 400n
    user.version += moves.length + 4
    await expectShown(user, address)
  })

  test('error: more than is left cannot be spent, nor given back more than was spent', async () => {
    const address = newAddress()
    const user = new ModelUser()
    await operations.grant(user, address, { kind: 'grant', wei: 10n, pick: 0, share: 1 })
    const creditId = user.credits[0]?.id ?? ''
    const author = { address, actor: 'chain', cause: 'chain', creditId } as const
    await expect(recordSpend(ledger(), { ...author, amountWei: 11n })).rejects.toThrow(/spent_within_value/)
    await expect(undoSpend(ledger(), { ...author, amountWei: 1n })).rejects.toThrow(/wei_is_uint256/)
    await expect(recordSpend(ledger(), { ...author, creditId: randomUUID(), amountWei: 1n })).rejects.toThrow(
      /no credit/,
    )
    await expectShown(user, address)
  })

  test('error: FORBIDDEN without the scope, and nothing changes', async () => {
    const address = newAddress()
    const actor: Actor = { client: 'shop', scopes: ['credits:grant'] }
    const flag = { type: 'captcha', reason: { message: 'm' } } as const
    await expect(flagUser(ledger(), { actor, address, flag })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(unflagUser(ledger(), { actor, address, type: 'captcha' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(optOutUser(ledger(), { actor, address })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(rejoinUser(ledger(), { actor, address })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expectShown(new ModelUser(), address)
  })
})
