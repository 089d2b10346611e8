import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Address, formatMana, parseMana } from '@credits-server/onchain'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { parseConfig } from '../src/config/parseConfig.js'
import { openKnex } from '../src/db/openKnex.js'
import { grantBatch } from '../src/domain/grantBatch.js'
import { grantCredits } from '../src/domain/grantCredits.js'
import { CreditsError } from '../src/errors/CreditsError.js'
import { createLocalHints } from '../src/hints/createLocalHints.js'
import { findDiscrepancies } from '../src/ledger/findDiscrepancies.js'
import { demoUsers } from '../src/seed/demoUsers.js'
import { type RunningServer, startServer } from '../src/startServer.js'
import { createAllowance } from '../src/voucher/createAllowance.js'
import { createLeaseAllowance } from '../src/voucher/createLeaseAllowance.js'
import { createTestKey } from './createTestKey.js'
import { insertGoal, insertMember, insertSeason, mondayIn, report } from './goalTools.js'
import { newAddress } from './grantTestCredit.js'
import { root, rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

/** Two instances on one database, each test with a key of its own. */
let server: TestServer
const running: RunningServer[] = []

beforeAll(async () => {
  server = await startTestServer()
  await insertSeason(server, { id: 5, startsAt: mondayIn(-2), endsAt: mondayIn(3) })
  await insertGoal(server, { id: 'small', rewardMana: '5' })
  await insertGoal(server, { id: 'big', rewardMana: '70' })
})
/** What an hour leaves is counted to the last wei, so none may end meanwhile. */
beforeEach(async () => {
  const leftMs = 3_600_000 - (Date.now() % 3_600_000)
  if (leftMs < 20_000) await sleep(leftMs + 500)
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
})
afterAll(async () => {
  expect(await findDiscrepancies(server.knex)).toEqual([])
  await server.stop()
})

const newKey = () => `0x${randomUUID().replaceAll('-', '')}${randomUUID().replaceAll('-', '')}`

async function startInstance(signerKey: string, env: Record<string, string>): Promise<RunningServer> {
  const config = parseConfig({ PORT: '0', SEED_DEMO: 'false', SIGNER_PRIVATE_KEY: signerKey, ...env })
  const { connectionString } = server.database
  const started = await startServer(config, { connectionString, rootApiKey, logger: pino({ level: 'silent' }) })
  running.push(started)
  return started
}

const expiresAt = '2099-01-01T00:00:00Z'
const reason = 'A test'

/** What these tests look at of an answer. */
type Body = {
  readonly code?: string
  readonly details: { readonly limit: string; readonly resetsAt: string }
  readonly credits: readonly unknown[]
}

async function post(url: string, path: string, body: unknown, { key = randomUUID() as string, as = rootApiKey } = {}) {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { Authorization: `Bearer ${as}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(body),
  })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body }
}

const grant = (url: string, amount: string, options?: Parameters<typeof post>[3], address: Address = newAddress()) =>
  post(url, `/users/${address}/credits`, { type: 'on-demand', amount, reason, expiresAt }, options)

const itemsOf = (amounts: readonly string[]) =>
  amounts.map((amount) => ({ type: 'on-demand' as const, address: newAddress(), amount, reason, expiresAt }))

/** The wei of each hour that a key has signed, by the time of its credits. */
async function signedByHour(signer: string): Promise<bigint[]> {
  const rows = await server
    .knex('credits')
    .where({ signer })
    .groupByRaw("date_trunc('hour', created_at)")
    .select(server.knex.raw('sum(value_wei)::text as wei'))
  return rows.map(({ wei }) => BigInt(wei))
}

const signerOf = async (url: string): Promise<string> =>
  ((await (await fetch(`${url}/signer`)).json()) as { address: string }).address

describe('the caps of a signer', () => {
  test('default: the last wei is signed, the next one is refused with the time to wait, on every instance', async () => {
    const key = newKey()
    const [one, two] = [
      await startInstance(key, { SIGNER_HOURLY_MANA: '100' }),
      await startInstance(key, { SIGNER_HOURLY_MANA: '100' }),
    ]
    expect((await grant(one.url, '60')).status).toBe(201)
    expect((await grant(two.url, '40')).status).toBe(201)
    const refused = await grant(two.url, '0.000000000000000001')
    expect(refused).toMatchObject({ status: 429, body: { code: 'SIGNER_LIMIT', details: { limit: '100' } } })
    expect(Date.parse(refused.body.details.resetsAt) % 3_600_000).toBe(0)
    const seconds = Number(refused.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(3_600)
  })

  test('behavior: SIGNER_DAILY_MANA likewise, for the day', async () => {
    const { url } = await startInstance(newKey(), { SIGNER_DAILY_MANA: '7.5' })
    expect((await grant(url, '7.5')).status).toBe(201)
    const refused = await grant(url, '1')
    expect(refused).toMatchObject({ status: 429, body: { code: 'SIGNER_LIMIT', details: { limit: '7.5' } } })
    expect(Date.parse(refused.body.details.resetsAt) % 86_400_000).toBe(0)
  })

  test('behavior: a refusal leaves nothing, is not remembered, and the same key is granted when there is more', async () => {
    const key = newKey()
    const { url } = await startInstance(key, { SIGNER_HOURLY_MANA: '10' })
    const address = newAddress()
    const refused = await grant(url, '11', { key: `again-${address}` }, address)
    expect(refused.body.code).toBe('SIGNER_LIMIT')
    expect(await server.knex('users').where({ address })).toEqual([])
    expect(await server.knex('idempotency_keys').where({ key: `again-${address}` })).toEqual([])
    const more = await startInstance(key, { SIGNER_HOURLY_MANA: '20' })
    const granted = await grant(more.url, '11', { key: `again-${address}` }, address)
    expect([granted.status, granted.headers.get('idempotency-replayed')]).toEqual([201, null])
  })

  test('behavior: what was granted is answered again when nothing more may be signed, and other refusals come first', async () => {
    const { url } = await startInstance(newKey(), { SIGNER_HOURLY_MANA: '5' })
    const address = newAddress()
    const first = await grant(url, '5', { key: address }, address)
    const again = await grant(url, '5', { key: address }, address)
    expect([again.status, again.headers.get('idempotency-replayed'), again.body]).toEqual([201, 'true', first.body])
    expect(await grant(url, '5', {}, `0x${'0'.repeat(40)}` as Address)).toMatchObject({
      status: 422,
      body: { code: 'INVALID_RECIPIENT' },
    })
  })

  test('behavior: a batch is signed as a whole or not at all; its plan takes nothing', async () => {
    const { url } = await startInstance(newKey(), { SIGNER_HOURLY_MANA: '100' })
    const items = itemsOf(Array.from({ length: 120 }, () => '1'))
    expect((await post(url, '/credits/batch/plan', { mode: 'each', items })).status).toBe(200)
    for (const mode of ['each', 'all']) {
      const refused = await post(url, '/credits/batch', { mode, items })
      expect(refused).toMatchObject({ status: 429, body: { code: 'SIGNER_LIMIT' } })
    }
    for (const { address } of items) expect(await server.knex('users').where({ address })).toEqual([])
    const done = await post(url, '/credits/batch', { mode: 'all', items: items.slice(0, 100) })
    expect(done.status).toBe(200)
    expect((await grant(url, '0.1')).body.code).toBe('SIGNER_LIMIT')
  })

  test('behavior: a signature counts though its transaction fails: it was money already', async () => {
    const { url } = await startInstance(newKey(), { SIGNER_HOURLY_MANA: '10' })
    const client = await createTestKey(server, ['credits:grant'], { dailyQuota: '1' })
    expect((await grant(url, '6', { as: client.secret })).body.code).toBe('DAILY_LIMIT')
    expect((await grant(url, '6')).body.code).toBe('SIGNER_LIMIT')
    expect((await grant(url, '4')).status).toBe(201)
  })

  test('behavior: a reward above the caps stays owed, and is paid by a claim when there is more', async () => {
    const key = newKey()
    const { url } = await startInstance(key, { SIGNER_HOURLY_MANA: '50' })
    const address = await insertMember(server)
    const big = await report(url, 'big', { address, eventId: `big-${address}` })
    expect(big).toMatchObject({ status: 200, body: { isCompleted: true, unpaidBecause: 'SIGNER_LIMIT' } })
    const small = await report(url, 'small', { address, eventId: `small-${address}` })
    expect(small.body['creditId']).toBeDefined()
    const claim = async (at: string) => (await post(at, `/users/${address}/claims`, {})).body.credits
    expect(await claim(url)).toMatchObject([{ amount: 5 }])
    const more = await startInstance(key, { SIGNER_HOURLY_MANA: '100' })
    expect(await claim(more.url)).toMatchObject([{ amount: 70 }])
  })

  test('behavior: the demo starts and grants under caps as everybody does', async () => {
    const demo = await startTestServer({ seed: true, env: { SIGNER_HOURLY_MANA: '2' } })
    const path = `/demo/users/${demoUsers.allUsed.address}/credits`
    const statuses = [await post(demo.url, path, {}), await post(demo.url, path, {}), await post(demo.url, path, {})]
    expect(statuses.map(({ status }) => status)).toEqual([201, 201, 429])
    expect(statuses[2]?.body.code).toBe('SIGNER_LIMIT')
    await demo.stop()
  })

  test('error: a signer that fails is UNAVAILABLE, without a row, and the same key is granted later', async () => {
    const { knex, issuance } = server
    const deps = { knex, hints: createLocalHints(), maxGrantWei: 10n ** 21n }
    const input = {
      actor: root,
      address: newAddress(),
      idempotencyKey: randomUUID(),
      grant: { type: 'on-demand', amount: '1', reason, expiresAt } as const,
    }
    const failing = { ...issuance.signer, sign: () => Promise.reject(new Error('throttled')) }
    const refused = grantCredits({ ...deps, issuance: { ...issuance, signer: failing } }, input)
    await expect(refused).rejects.toMatchObject({ code: 'UNAVAILABLE', cause: { message: 'throttled' } })
    expect(await knex('users').where({ address: input.address })).toEqual([])
    expect((await grantCredits({ ...deps, issuance }, input)).replayed).toBe(false)
  })

  test('error: a signer that says nothing is UNAVAILABLE before its transaction is given up', async () => {
    const { knex, issuance } = server
    const deps = { knex, hints: createLocalHints(), maxGrantWei: 10n ** 21n }
    const silent = { ...issuance.signer, sign: () => new Promise<never>(() => {}) }
    const address = newAddress()
    const asked = grantBatch(
      { ...deps, issuance: { ...issuance, signer: silent } },
      {
        actor: root,
        idempotencyKey: randomUUID(),
        batch: { mode: 'all', items: [{ type: 'on-demand', address, amount: '1', reason, expiresAt }] },
      },
    )
    await expect(asked).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      cause: { message: expect.stringContaining('5000 ms') },
    })
    expect(await knex('users').where({ address })).toEqual([])
  })

  test('G7: by every way at once on two instances, not one wei more is signed than the caps allow', async () => {
    const way = fc.record({
      by: fc.constantFrom('grant', 'each', 'all', 'goal', 'claim', 'replay'),
      instance: fc.nat({ max: 1 }),
      milli: fc.integer({ min: 1, max: 30_000 }),
      items: fc.integer({ min: 1, max: 5 }),
    })
    const attempt = fc.record({
      capMana: fc.integer({ min: 10, max: 200 }),
      ways: fc.array(way, { minLength: 20, maxLength: 40 }),
    })
    await fc.assert(
      fc.asyncProperty(attempt, async ({ capMana, ways }) => {
        const key = newKey()
        const env = { SIGNER_HOURLY_MANA: String(capMana) }
        const doors = [await startInstance(key, env), await startInstance(key, env)]
        const signer = await signerOf(doors[0]?.url ?? '')
        const address = await insertMember(server)
        const answers = await Promise.all(
          ways.map(async ({ by, instance, milli, items }, index) => {
            const url = doors[instance]?.url ?? ''
            const amount = formatMana(BigInt(milli) * 10n ** 15n)
            if (by === 'grant') return grant(url, amount)
            if (by === 'replay') return grant(url, '3', { key: `same-${address}` }, address)
            if (by === 'goal')
              return report(url, index % 2 ? 'small' : 'big', { address, eventId: `${address}-${index}` })
            if (by === 'claim') return post(url, `/users/${address}/claims`, {})
            return post(url, '/credits/batch', {
              mode: by,
              items: itemsOf(Array.from({ length: items }, () => amount)),
            })
          }),
        )
        const refused = answers.filter(({ status }) => status >= 400)
        expect(new Set(refused.map(({ body }) => body['code']))).toEqual(
          refused.length > 0 ? new Set(['SIGNER_LIMIT']) : new Set(),
        )
        for (const wei of await signedByHour(signer)) expect(wei <= parseMana(String(capMana))).toBe(true)
        await Promise.all(running.splice(0).map((one) => one.stop()))
      }),
      { numRuns: fuzzRuns(4) },
    )
  })

  test('G7: over the ends of hours, of what is dated in one not one wei more is signed, and it goes on in the next', async () => {
    const hourMs = 1_000
    const capWei = parseMana('20')
    const { chainId, contract, signer } = server.issuance
    const address = `0x${newKey().slice(2, 42)}` as Address
    const pools = [openKnex(server.database.connectionString), openKnex(server.database.connectionString)]
    const instances = pools.map((knex) => {
      const caps = { hourlyWei: capWei, dailyWei: null }
      const leaseAllowance = createLeaseAllowance({ knex, signer: address, chainId, contract, caps, hourMs })
      const allowance = createAllowance({ caps, leaseAllowance })
      return {
        knex,
        hints: createLocalHints(),
        maxGrantWei: capWei,
        issuance: { chainId, contract, signer, allowance },
      }
    })
    const client = `boundary-${randomUUID().slice(0, 8)}`
    const endsAtMs = performance.now() + fuzzRuns(4) * hourMs
    let refused = 0
    const load = instances.flatMap((deps) =>
      Array.from({ length: 4 }, async (_, nth) => {
        while (performance.now() < endsAtMs) {
          const amount = `${1 + nth}.${Math.floor(Math.random() * 1_000)}`
          const actor = { client, scopes: ['credits:grant'] } as const
          const grant = { type: 'on-demand', amount, reason, expiresAt } as const
          await grantCredits(deps, { actor, address: newAddress(), idempotencyKey: randomUUID(), grant }).catch(
            async (error: unknown) => {
              if (!(error instanceof CreditsError) || error.code !== 'SIGNER_LIMIT') throw error
              refused += 1
              await sleep(20)
            },
          )
        }
      }),
    )
    await Promise.all(load)
    for (const { issuance } of instances) await issuance.allowance.close()
    await Promise.all(pools.map((knex) => knex.destroy()))
    const rows = await server
      .knex('credits')
      .where({ issuer: client })
      .groupByRaw("date_trunc('second', created_at)")
      .select(server.knex.raw('sum(value_wei)::text as wei'))
    expect(rows.length).toBeGreaterThan(2)
    expect(refused).toBeGreaterThan(0)
    for (const { wei } of rows) expect(BigInt(wei) <= capWei).toBe(true)
  })
})
