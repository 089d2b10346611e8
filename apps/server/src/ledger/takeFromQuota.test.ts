import { randomUUID } from 'node:crypto'
import { formatMana, parseMana } from '@credits-server/onchain'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { createTestKey } from '../../test/createTestKey.js'
import { newAddress } from '../../test/grantTestCredit.js'
import { rootApiKey, startTestServer, type TestServer } from '../../test/startTestServer.js'
import { parseConfig } from '../config/parseConfig.js'
import { startServer } from '../startServer.js'

let server: TestServer
/** A second instance on the same database. */
let other: Awaited<ReturnType<typeof startServer>>

beforeAll(async () => {
  server = await startTestServer()
  const { connectionString } = server.database
  const config = parseConfig({ PORT: '0', SEED_DEMO: 'false' })
  other = await startServer(config, { connectionString, rootApiKey, logger: pino({ level: 'silent' }) })
})
afterAll(async () => {
  await other.stop()
  await server.stop()
})

type Grant = { address?: string; amount?: string; key?: string; url?: string; seasonId?: number }

function post(secret: string, grant: Grant = {}) {
  const { address = newAddress(), amount = '1', key = randomUUID(), url = server.url, ...fields } = grant
  return fetch(`${url}/users/${address}/credits`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify({ type: 'on-demand', amount, reason: 'A test', expiresAt: '2926-01-01T00:00:00Z', ...fields }),
  })
}

/** A user whose next grant is at this time, if that is later than now: times of a user never go back. */
async function insertUserAt(at: Date): Promise<string> {
  const address = newAddress()
  await server.knex('users').insert({ address, known_at: '2026-01-01Z', last_at: at })
  return address
}

const counted = async (client: string, day: string) => {
  const row = await server.knex('client_days').where({ client, day }).first('granted_wei')
  return row ? formatMana(BigInt(row.granted_wei)) : null
}
const today = async () => {
  const { rows } = await server.knex.raw("select (clock_timestamp() at time zone 'UTC')::date::text as day")
  return rows[0].day as string
}
const scopes = ['credits:grant'] as const

describe('takeFromQuota', () => {
  test('default: what a client grants is counted for the day, and what would be more is DAILY_LIMIT', async () => {
    const { client, secret } = await createTestKey(server, scopes, { dailyQuota: '10' })
    expect((await post(secret, { amount: '9.999999999999999999' })).status).toBe(201)
    const address = newAddress()
    const refused = await post(secret, { address, amount: '0.000000000000000002' })
    const resetsAt = `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T00:00:00.000Z`
    expect([refused.status, await refused.json()]).toMatchObject([
      429,
      { code: 'DAILY_LIMIT', details: { limit: '10', resetsAt } },
    ])
    const leftSeconds = Math.ceil((Date.parse(resetsAt) - Date.now()) / 1_000)
    expect(Math.abs(Number(refused.headers.get('retry-after')) - leftSeconds)).toBeLessThanOrEqual(2)
    expect(await server.knex('users').where({ address }).first()).toBeUndefined()
    expect((await post(secret, { amount: '0.000000000000000001' })).status).toBe(201)
    expect(await counted(client, await today())).toBe('10')
  })

  test('behavior: a grant above the whole quota is refused on a day on which nothing was granted', async () => {
    const { client, secret } = await createTestKey(server, scopes, { dailyQuota: '10' })
    expect((await post(secret, { amount: '10.5' })).status).toBe(429)
    expect(await counted(client, await today())).toBeNull()
    expect((await post(secret, { amount: '10' })).status).toBe(201)
  })

  test('behavior: the refusal is remembered for its key, and is then without Retry-After', async () => {
    const { secret } = await createTestKey(server, scopes, { dailyQuota: '1' })
    const grant = { address: newAddress(), amount: '2', key: randomUUID() }
    const first = await post(secret, grant)
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([429, null])
    const again = await post(secret, grant)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([429, 'true'])
    expect(again.headers.get('retry-after')).toBeNull()
    const shown = async (answer: Response) => ((await answer.json()) as { details: unknown }).details
    expect(await shown(again)).toEqual(await shown(first))
  })

  test('behavior: a replay takes nothing', async () => {
    const { client, secret } = await createTestKey(server, scopes, { dailyQuota: '10' })
    const grant = { address: newAddress(), key: randomUUID() }
    for (let n = 0; n < 3; n++) expect((await post(secret, grant)).status).toBe(201)
    await server.knex('idempotency_keys').where({ key: grant.key }).delete()
    expect((await post(secret, grant)).status).toBe(201)
    expect(await counted(client, await today())).toBe('1')
  })

  test('behavior: the counter is the client’s: a rotation doubles nothing, and each key has its own limit', async () => {
    const { client, secret } = await createTestKey(server, scopes, { dailyQuota: '10' })
    const second = await createTestKey(server, scopes, { client, dailyQuota: '10' })
    const small = await createTestKey(server, scopes, { client, dailyQuota: '3' })
    const unlimited = await createTestKey(server, scopes, { client })
    expect((await post(secret, { amount: '6' })).status).toBe(201)
    expect((await post(small.secret, { amount: '1' })).status).toBe(429)
    expect((await post(second.secret, { amount: '4.5' })).status).toBe(429)
    expect((await post(second.secret, { amount: '4' })).status).toBe(201)
    expect((await post(unlimited.secret, { amount: '100' })).status).toBe(201)
    expect((await post(secret, { amount: '0.1' })).status).toBe(429)
    expect(await counted(client, await today())).toBe('110')
  })

  test('behavior: root has no quota and no count', async () => {
    expect((await post(rootApiKey, { amount: '1000' })).status).toBe(201)
    expect(await counted('root', await today())).toBeNull()
  })

  test('behavior: the quota comes before the budget of the season, and after the limit of a grant', async () => {
    const season = { name: 'Small', starts_at: '2020-01-06Z', ends_at: '2020-02-03Z', grace_days: 0 }
    await server.knex('seasons').insert({ ...season, id: 90, budget_wei: String(parseMana('10')) })
    const { client, secret } = await createTestKey(server, scopes, { dailyQuota: '20' })
    const codeOf = async (grant: Grant) => ((await (await post(secret, grant)).json()) as { code: string }).code
    expect(await codeOf({ amount: '1000.1', seasonId: 90 })).toBe('AMOUNT_ABOVE_LIMIT')
    expect(await codeOf({ amount: '21', seasonId: 90 })).toBe('DAILY_LIMIT')
    expect(await codeOf({ amount: '11', seasonId: 90 })).toBe('SEASON_BUDGET_EXHAUSTED')
    expect(await counted(client, await today())).toBeNull()
  })

  test('behavior: a batch takes its sum, and one that is more than what is left is refused whole and takes nothing', async () => {
    const { client, secret } = await createTestKey(server, scopes, { dailyQuota: '10' })
    const item = (amount: string) => ({
      address: newAddress(),
      type: 'on-demand',
      amount,
      reason: 'A test',
      expiresAt: '2926-01-01T00:00:00Z',
    })
    const send = async (path: string, mode: string, amounts: string[], key = randomUUID()) => {
      const answer = await fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
        body: JSON.stringify({ mode, items: amounts.map(item) }),
      })
      return { status: answer.status, body: (await answer.json()) as { code?: string; quota?: unknown } }
    }
    expect((await send('/credits/batch', 'each', ['3', '3'])).status).toBe(200)
    expect(await counted(client, await today())).toBe('6')
    const plan = await send('/credits/batch/plan', 'each', ['3', '1.5'])
    expect(plan.body.quota).toEqual({ takesWei: String(parseMana('4.5')), leftWei: String(parseMana('4')) })
    for (const mode of ['each', 'all']) {
      const refused = await send('/credits/batch', mode, ['3', '1.5'])
      expect([refused.status, refused.body]).toMatchObject([429, { code: 'DAILY_LIMIT', details: { limit: '10' } }])
    }
    expect(await counted(client, await today())).toBe('6')
    expect((await send('/credits/batch', 'all', ['3', '1'])).status).toBe(200)
    expect(await counted(client, await today())).toBe('10')
    expect((await send('/credits/batch/plan', 'all', ['1'])).body.quota).toMatchObject({ leftWei: '0' })
  })

  test('behavior: a batch whose budget is taken from under it still takes its sum once', async () => {
    const { client, secret } = await createTestKey(server, scopes, { dailyQuota: '1000' })
    const season = { name: 'Raced', starts_at: '2019-01-07Z', ends_at: '2019-02-04Z', grace_days: 0 }
    await server.knex('seasons').insert({ ...season, id: 91, budget_wei: String(parseMana('30')) })
    const batch = () => ({
      mode: 'each',
      items: Array.from({ length: 10 }, () => ({
        address: newAddress(),
        type: 'on-demand',
        amount: '1',
        reason: 'A test',
        seasonId: 91,
        expiresAt: '2926-01-01T00:00:00Z',
      })),
    })
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        fetch(`${server.url}/credits/batch`, {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${secret}`,
            'Content-Type': 'application/json',
            'Idempotency-Key': randomUUID(),
          },
          body: JSON.stringify(batch()),
        }),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await counted(client, await today())).toBe('30')
  })

  test('A7: grants of two instances at once, on both sides of midnight, never grant more than the quota of each day', async () => {
    const rounds = fuzzRuns(10)
    const { client, secret } = await createTestKey(server, scopes, { dailyQuota: '5' })
    const firstDay = Date.parse('2100-01-01Z')
    let over = 0
    for (let round = 0; round < rounds; round++) {
      // The clock is the database's, and times of a user never go back: so a user of a later time carries the day with it.
      const midnight = firstDay + (2 * round + 1) * 86_400_000
      const sides = [-1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0]
      const users = await Promise.all(sides.map((ms) => insertUserAt(new Date(midnight + ms))))
      const answers = await Promise.all(
        users.map((address, index) => post(secret, { address, url: index % 3 ? server.url : other.url })),
      )
      const statuses = answers.map(({ status }) => status)
      expect(statuses.filter((status) => status === 201)).toHaveLength(10)
      expect(statuses.filter((status) => status === 429)).toHaveLength(6)
      for (const [index, answer] of answers.entries()) {
        // A millisecond before midnight, or all of the day that has begun.
        if (answer.status === 429) expect(answer.headers.get('retry-after')).toBe(sides[index] === 0 ? '86400' : '1')
      }
      for (const day of [midnight - 86_400_000, midnight]) {
        const wei = parseMana((await counted(client, new Date(day).toISOString().slice(0, 10))) ?? '0')
        if (wei > parseMana('5')) over += 1
        expect(wei).toBe(parseMana('5'))
      }
    }
    expect(over).toBe(0)
    console.log(`A7: ${rounds} rounds of 16 grants at midnight, ${over} over`)
  })
})
