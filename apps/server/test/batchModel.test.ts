import { randomUUID } from 'node:crypto'
import { type Address, formatMana } from '@credits-server/onchain'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { flagUsers } from '../src/domain/flagUsers.js'
import { optOutUser } from '../src/domain/optOutUser.js'
import { rejoinUser } from '../src/domain/rejoinUser.js'
import { unflagUsers } from '../src/domain/unflagUsers.js'
import { newAddress } from './grantTestCredit.js'
import { root, rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

const maxGrantWei = 10n
let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ env: { MAX_GRANT_MANA: '0.00000000000000001' } })
  for (const id of seasonIds) {
    const [starts_at, ends_at] = [new Date(Date.UTC(1990 + id, 0, 1)), new Date(Date.UTC(1990 + id, 5, 1))]
    await server.knex('seasons').insert({ id, name: 'S', starts_at, ends_at, grace_days: 0, budget_wei: '0' })
  }
  await server.knex('seasons').where({ id: 3 }).update({ paused_at: '2026-03-16Z', budget_wei: '1000000000' })
  await server.knex('seasons').where({ id: 4 }).update({ closed_at: '1994-03-16Z' })
})
afterAll(() => server.stop())

/** The first has a budget for each week too, the third is paused, the fourth closed. */
const seasonIds = [1, 2, 3, 4]
/** Whoever nothing can be granted to, behind the users: a wrong checksum, and nobody. */
const cannotReceive = [
  ['0x5aaEB6053F3E94C9b9A09f33669435E7Ef1BeAed', 'BAD_CHECKSUM'],
  [`0x${'0'.repeat(40)}`, 'INVALID_RECIPIENT'],
] as const

type ModelUser = { readonly address: Address; flagged: boolean; optedOut: boolean; credits: number }
type DrawnItem = {
  readonly who: number
  readonly wei: bigint
  readonly season: 1 | 2 | 3 | 4 | 9 | null
  readonly expiry: 'later' | 'past' | 'none'
  readonly allowFlagged: boolean | undefined
  readonly allowPaused: boolean | undefined
}
type Drawn = {
  readonly mode: 'each' | 'all'
  readonly budgets: readonly [bigint, bigint]
  /** What the first has left for this week. */
  readonly weekWei: bigint
  readonly standings: readonly { readonly flagged: boolean; readonly optedOut: boolean }[]
  readonly items: readonly DrawnItem[]
}

const users = 4
const mostlyFine = <T>(fine: fc.Arbitrary<T>, rest: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 8, arbitrary: fine }, { weight: 1, arbitrary: rest })

const drawnItem: fc.Arbitrary<DrawnItem> = fc.record({
  who: mostlyFine(fc.nat(users - 1), fc.integer({ min: users, max: users + cannotReceive.length - 1 })),
  wei: mostlyFine(fc.bigInt(1n, maxGrantWei), fc.bigInt(maxGrantWei + 1n, maxGrantWei + 3n)),
  season: mostlyFine<DrawnItem['season']>(fc.constantFrom(null, 1, 2), fc.constantFrom(3, 4, 9)),
  expiry: mostlyFine<DrawnItem['expiry']>(fc.constant('later'), fc.constantFrom('past', 'none')),
  allowFlagged: fc.constantFrom(undefined, false, true),
  allowPaused: fc.constantFrom(undefined, false, true),
})
const drawn: fc.Arbitrary<Drawn> = fc.record({
  mode: fc.constantFrom('each', 'all'),
  budgets: fc.tuple(fc.bigInt(0n, 60n), fc.bigInt(0n, 400n)),
  weekWei: fc.bigInt(1n, 60n),
  standings: fc.array(
    fc.record({
      flagged: mostlyFine(fc.constant(false), fc.constant(true)),
      optedOut: mostlyFine(fc.constant(false), fc.constant(true)),
    }),
    { minLength: users, maxLength: users },
  ),
  items: fc.array(drawnItem, { minLength: 1, maxLength: 30, size: 'max' }),
})

/** The whole specification of a batch: each item as a grant of its own, one after the other. */
function judge({ items, weekWei }: Drawn, people: readonly ModelUser[], left: Map<number, bigint>): string[] {
  let weekLeft = weekWei
  return items.map(({ who, wei, season, expiry, allowFlagged, allowPaused }) => {
    const user = people[who]
    if (!user) return cannotReceive[who - users]?.[1] ?? 'none'
    if (user.flagged && !allowFlagged) return 'RECIPIENT_FLAGGED'
    if (user.optedOut) return 'RECIPIENT_OPTED_OUT'
    if (season === 9) return 'UNKNOWN_SEASON'
    if (season === 4) return 'SEASON_CLOSED'
    if (season === 3 && !allowPaused) return 'SEASON_PAUSED'
    // The seasons are of the past, and none runs.
    if (expiry === 'none') return season === null ? 'EXPIRY_REQUIRED' : 'EXPIRY_IN_PAST'
    if (expiry === 'past') return 'EXPIRY_IN_PAST'
    if (wei > maxGrantWei) return 'AMOUNT_ABOVE_LIMIT'
    if (season === null) return 'granted'
    const rest = (left.get(season) ?? 0n) - wei
    if (rest < 0n) return 'SEASON_BUDGET_EXHAUSTED'
    if (season === 1 && wei > weekLeft) return 'WEEK_BUDGET_EXHAUSTED'
    if (season === 1) weekLeft -= wei
    left.set(season, rest)
    return 'granted'
  })
}

const expiries = { later: '2100-01-01T00:00:00Z', past: '2020-01-01T00:00:00Z', none: undefined }

const itemOf = ({ who, wei, season, expiry, ...allowed }: DrawnItem, people: readonly ModelUser[]) => ({
  address: people[who]?.address ?? cannotReceive[who - users]?.[0],
  type: 'on-demand',
  amount: formatMana(wei),
  reason: 'model',
  expiresAt: expiries[expiry],
  seasonId: season ?? undefined,
  ...allowed,
})

async function send(path: string, body: unknown, key: string) {
  const answer = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${rootApiKey}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(body),
  })
  return { status: answer.status, text: await answer.text() }
}

type Listed = { index: number; address: string; status: string; code?: string; credit?: { onChain: { value: string } } }
const outcomes = (listed: readonly Listed[]) => listed.map(({ code, status }) => code ?? status)

/** Makes the users stand as they were drawn; a user who stands as anyone is not there at all. */
async function stand(people: readonly ModelUser[], { standings }: Drawn): Promise<void> {
  for (const [n, user] of people.entries()) {
    const { address } = user
    const subject = { actor: root, address }
    const subjects = { actor: root, addresses: [address] }
    const { flagged = false, optedOut = false } = standings[n] ?? {}
    if (flagged && !user.flagged) {
      await flagUsers(server.ledger, { ...subjects, flag: { type: 'captcha', reason: { message: 'm' } } })
    }
    if (!flagged && user.flagged) await unflagUsers(server.ledger, { ...subjects, type: 'captcha' })
    if (optedOut && !user.optedOut) await optOutUser(server.ledger, subject)
    if (!optedOut && user.optedOut) await rejoinUser(server.ledger, subject)
    Object.assign(user, { flagged, optedOut })
  }
}

async function setBudgets({ budgets, weekWei }: Drawn): Promise<void> {
  for (const [n, wei] of budgets.entries()) {
    await server.knex.raw('update seasons set budget_wei = granted_wei + ?::numeric where id = ?', [String(wei), n + 1])
  }
  await server.knex.raw(
    `update seasons set weekly_budget_wei = ?::numeric + coalesce((select granted_wei from season_weeks
      where season_id = 1 and week_monday = date_trunc('week', now() at time zone 'UTC')::date), 0) where id = 1`,
    [String(weekWei)],
  )
}

async function leftOf(): Promise<Map<number, bigint>> {
  const rows = await server.knex('seasons').select('id', server.knex.raw('budget_wei - granted_wei as left_wei'))
  return new Map(rows.map(({ id, left_wei }) => [id, BigInt(left_wei)]))
}

describe('a batch', () => {
  test('behavior: is judged as its items would be one after the other, and done exactly as it was planned', async () => {
    let people: ModelUser[] = []
    let runs = 0
    await fc.assert(
      fc.asyncProperty(drawn, async (batch) => {
        // Some batches meet users that earlier ones left, some meet nobody.
        if (runs++ % 3 === 0) {
          people = Array.from({ length: users }, () => ({
            address: newAddress(),
            flagged: false,
            optedOut: false,
            credits: 0,
          }))
        }
        await stand(people, batch)
        await setBudgets(batch)
        const left = await leftOf()
        const before = new Map(left)
        const verdicts = judge(batch, people, left)
        const isDone = batch.mode === 'each' || verdicts.every((verdict) => verdict === 'granted')
        const taken = batch.items.filter((_, index) => isDone && verdicts[index] === 'granted')
        const totalWei = taken.reduce((sum, { wei }) => sum + wei, 0n)

        const body = { mode: batch.mode, items: batch.items.map((item) => itemOf(item, people)) }
        const planned = JSON.parse((await send('/credits/batch/plan', body, 'none')).text)
        expect(outcomes(planned.items)).toEqual(verdicts)
        expect(planned).toMatchObject({
          granted: taken.length,
          refused: verdicts.filter((verdict) => verdict !== 'granted').length,
          flagged: batch.items.filter(({ who }) => people[who]?.flagged).length,
          grantedWei: String(totalWei),
        })
        expect(await leftOf()).toEqual(before)

        const key = randomUUID()
        const { status, text } = await send('/credits/batch', { ...body, planHash: planned.hash }, key)
        const answer = JSON.parse(text)
        if (isDone) {
          expect([status, outcomes(answer.results)]).toEqual([200, verdicts])
          expect(answer).toMatchObject({ granted: taken.length, grantedWei: planned.grantedWei })
          const shown = answer.results.flatMap(({ credit }: Listed) => credit?.onChain.value ?? [])
          expect(shown).toEqual(taken.map(({ wei }) => String(wei)))
        } else {
          const refused = answer.details.refused as Listed[]
          expect([status, answer.code, answer.details.count]).toEqual([422, 'BATCH_REFUSED', planned.refused])
          expect(refused.map(({ index, code }) => [index, code])).toEqual(
            [...verdicts.entries()].filter(([, verdict]) => verdict !== 'granted'),
          )
        }
        expect(await leftOf()).toEqual(isDone ? left : before)
        expect(BigInt(planned.quota.takesWei)).toBe(totalWei)
        for (const { seasonId, takesWei, leftAfterWei } of planned.seasons) {
          expect(BigInt(leftAfterWei)).toBe((isDone ? left : before).get(seasonId))
          expect(BigInt(takesWei)).toBe((before.get(seasonId) ?? 0n) - BigInt(leftAfterWei))
        }
        for (const [n, user] of people.entries()) {
          user.credits += taken.filter(({ who }) => who === n).length
          const rows = await server.knex('credits').where({ address: user.address }).count()
          expect(Number(rows[0]?.['count'])).toBe(user.credits)
        }
        const again = await send('/credits/batch', { ...body, planHash: planned.hash }, key)
        if (isDone) expect(again.text).toBe(text)
        else expect(JSON.parse(again.text).details).toEqual(answer.details)
      }),
      { numRuns: fuzzRuns(60), endOnFailure: true },
    )
  })
})
