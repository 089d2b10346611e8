import { randomUUID } from 'node:crypto'
import { type Address, formatMana } from '@credits-server/onchain'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { newAddress } from '../../test/grantTestCredit.js'
import { root, rootApiKey, startTestServer, type TestServer } from '../../test/startTestServer.js'
import { parseConfig } from '../config/parseConfig.js'
import { findDiscrepancies } from '../ledger/findDiscrepancies.js'
import { startServer } from '../startServer.js'
import { flagUsers } from './flagUsers.js'
import { optOutUser } from './optOutUser.js'
import { rejoinUser } from './rejoinUser.js'
import { unflagUsers } from './unflagUsers.js'

let server: TestServer
/** A second instance on the same database. */
let other: Awaited<ReturnType<typeof startServer>>

beforeAll(async () => {
  server = await startTestServer({ seed: true })
  const { connectionString } = server.database
  const config = parseConfig({ PORT: '0', SEED_DEMO: 'false' })
  other = await startServer(config, { connectionString, rootApiKey, logger: pino({ level: 'silent' }) })
})
afterEach(async () => {
  expect(await findDiscrepancies(server.knex)).toEqual([])
})
afterAll(async () => {
  await other.stop()
  await server.stop()
})

type Body = Record<string, unknown>

function post(address: string, body: Body, key: string = randomUUID(), url = server.url) {
  return fetch(`${url}/users/${address}/credits`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${rootApiKey}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(body),
  })
}

const grant = (fields: Body = {}): Body => ({ type: 'on-demand', amount: '12.5', reason: 'A test', ...fields })
/** All that a grant could add to. */
async function countAll(): Promise<Record<string, unknown>> {
  const { rows } =
    await server.knex.raw(`select (select count(*) from users) as users, (select count(*) from credits) as credits,
    (select count(*) from entries) as entries, (select count(*) from idempotency_keys) as keys,
    (select count(*) from audit_log) as records, (select sum(granted_wei) from seasons) as granted`)
  return rows[0]
}

const countCredits = async (address: string) =>
  Number((await server.knex('credits').where({ address }).count())[0]?.['count'])

describe('grantCredits', () => {
  test('default: the credit in its canonical shape, at once in the balance', async () => {
    const address = newAddress()
    const answer = await post(address, grant({ annotation: 'seen' }))
    expect(answer.status).toBe(201)
    expect(answer.headers.get('idempotency-replayed')).toBeNull()
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const text = await answer.text()
    expect(JSON.parse(text)).toMatchObject({ amount: 12.5, availableAmount: 12.5, status: 'AVAILABLE', seasonId: 5 })
    const balance = await (await fetch(`${server.url}/users/${address}/credits`)).text()
    expect(balance).toContain(`"credits":[${text}]`)
    expect(JSON.parse(balance)).toMatchObject({
      version: 1,
      changes: [{ version: 1, kind: 'granted', amountWei: '12500000000000000000', cause: 'operator' }],
    })
    const row = await server.knex('credits').where({ address }).first()
    expect(row).toMatchObject({ reason: 'A test', annotation: 'seen', issuer: 'root' })
  })

  test('behavior: the expiry is the body’s, else the spend-by date of the season that is named or runs', async () => {
    const season = await server.knex('seasons').where({ id: 5 }).first()
    const spendBy = new Date(season.ends_at.getTime() + season.grace_days * 86_400_000)
    const shown = async (body: Body) =>
      ((await (await post(newAddress(), body)).json()) as { expiresAt: string }).expiresAt
    expect(Date.parse(await shown(grant()))).toBe(spendBy.getTime())
    expect(Date.parse(await shown(grant({ seasonId: 5 })))).toBe(spendBy.getTime())
    expect(await shown(grant({ expiresAt: '2031-01-01T02:00:00+02:00' }))).toBe('2031-01-01T00:00:00Z')
  })

  test('A1: one key is one grant, whoever of two instances is asked and how often', async () => {
    const keys = Array.from({ length: 25 }, () => ({ key: randomUUID(), address: newAddress() }))
    for (const { key, address } of keys) {
      const urls = Array.from({ length: 20 }, (_, index) => (index % 2 ? server.url : other.url))
      const answers = await Promise.all(urls.map((url) => post(address, grant(), key, url)))
      for (let late = 0; late < 5; late++) answers.push(await post(address, grant(), key, urls[late]))
      const bodies = new Set(await Promise.all(answers.map((answer) => answer.text())))
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201))
      expect(bodies.size).toBe(1)
      expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1)
      expect(await countCredits(address)).toBe(1)
    }
  })

  test('A2: a key with any other request is refused and leaves everything as it was', async () => {
    const address = newAddress()
    const key = randomUUID()
    const fields = { annotation: 'a', expiresAt: '2031-01-01T00:00:00Z', seasonId: 5, allowFlagged: false }
    const first = grant(fields)
    expect((await post(address, first, key)).status).toBe(201)
    const changes: Body[] = [
      { amount: '12.6' },
      { amount: '12.50' },
      { reason: 'Another' },
      { annotation: 'b' },
      { annotation: undefined },
      { expiresAt: '2031-01-01T00:00:01Z' },
      { seasonId: undefined },
      { allowFlagged: true },
    ]
    for (const change of changes) {
      const answer = await post(address, { ...first, ...change }, key)
      expect([change, answer.status]).toEqual([change, 422])
      expect(await answer.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
    }
    expect((await post(newAddress(), first, key)).status).toBe(422)
    const reordered = Object.fromEntries(Object.entries(first).reverse())
    const again = await post(`0x${address.slice(2).toUpperCase()}`, reordered, key)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    expect(await countCredits(address)).toBe(1)
  })

  test('A2: whatever field is another, and to whatever, the key is refused and nothing moves', async () => {
    const address = newAddress()
    const key = randomUUID()
    const first = grant({ annotation: 'a', expiresAt: '2031-01-01T00:00:00Z', seasonId: 5, allowFlagged: false })
    expect((await post(address, first, key)).status).toBe(201)
    const text = fc.stringMatching(/^[ -~]{1,256}$/)
    const values: Record<string, fc.Arbitrary<unknown>> = {
      amount: fc.bigInt(1n, 10n ** 21n).map(formatMana),
      reason: text,
      annotation: fc.option(text, { nil: undefined }),
      expiresAt: fc
        .integer({ min: 0, max: 4_000_000_000 })
        .map((second) => `${new Date(second * 1_000).toISOString().slice(0, 19)}Z`),
      seasonId: fc.option(fc.integer({ min: 1, max: 2 ** 31 - 1 }), { nil: undefined }),
      allowFlagged: fc.constantFrom(true, undefined),
      allowPaused: fc.boolean(),
    }
    const change = fc
      .constantFrom(...Object.keys(values))
      .chain((field) => (values[field] ?? fc.constant(null)).map((value) => ({ field, value })))
      .filter(({ field, value }) => value !== first[field])
    const before = await countAll()
    await fc.assert(
      fc.asyncProperty(change, fc.boolean(), async ({ field, value }, there) => {
        const answer = await post(address, { ...first, [field]: value }, key, there ? other.url : server.url)
        expect([answer.status, await answer.json()]).toMatchObject([422, { code: 'IDEMPOTENCY_KEY_REUSED' }])
      }),
      { numRuns: fuzzRuns(50) },
    )
    expect(await countAll()).toEqual(before)
    expect((await post(address, first, key)).headers.get('idempotency-replayed')).toBe('true')
  })

  test('A5: a key whose record was pruned gives the same voucher, and refuses another one', async () => {
    const address = newAddress()
    const key = randomUUID()
    const first = await (await post(address, grant(), key)).text()
    await server.knex('idempotency_keys').where({ key }).delete()
    const again = await post(address, grant(), key)
    expect([again.status, await again.text()]).toEqual([201, first])
    await server.knex('idempotency_keys').where({ key }).delete()
    expect(await (await post(address, grant({ amount: '1' }), key)).json()).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
    expect(await countCredits(address)).toBe(1)
  })

  test('A6: fifty grants at once on a budget for ten give ten, and not a wei more', async () => {
    const season = { name: 'Small', starts_at: '2020-01-06Z', ends_at: '2020-02-03Z', grace_days: 0 }
    await server.knex('seasons').insert({ ...season, id: 90, budget_wei: String(10n * 10n ** 18n) })
    const body = grant({ amount: '1', seasonId: 90, expiresAt: '2031-01-01T00:00:00Z' })
    const urls = Array.from({ length: 50 }, (_, index) => (index % 2 ? server.url : other.url))
    const answers = await Promise.all(urls.map((url) => post(newAddress(), body, randomUUID(), url)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(40)
    const { granted_wei } = await server.knex('seasons').where({ id: 90 }).first('granted_wei')
    expect(BigInt(granted_wei)).toBe(10n * 10n ** 18n)
  })

  test('behavior: a refusal is remembered: the same key is refused again when the reason is gone', async () => {
    const address = newAddress()
    await optOutUser(server.ledger, { actor: root, address })
    const key = randomUUID()
    expect(await (await post(address, grant(), key)).json()).toMatchObject({ code: 'RECIPIENT_OPTED_OUT' })
    await rejoinUser(server.ledger, { actor: root, address })
    const again = await post(address, grant(), key)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([422, 'true'])
    expect(await again.json()).toMatchObject({ code: 'RECIPIENT_OPTED_OUT' })
    expect((await post(address, grant())).status).toBe(201)
  })

  test('error: RECIPIENT_FLAGGED unless it is allowed; a user who was only flagged becomes known', async () => {
    const address = newAddress()
    await flagUsers(server.ledger, {
      actor: root,
      addresses: [address],
      flag: { type: 'captcha', reason: { message: 'm' } },
    })
    expect(await (await post(address, grant())).json()).toMatchObject({ code: 'RECIPIENT_FLAGGED' })
    expect((await post(address, grant({ allowFlagged: true }))).status).toBe(201)
    await unflagUsers(server.ledger, { actor: root, addresses: [address], type: 'captcha' })
    expect((await fetch(`${server.url}/users/${address}/credits`)).status).toBe(200)
  })

  test('error: a refused grant creates no user', async () => {
    const address = newAddress()
    for (const [fields, code] of [
      [{ amount: '1000.000000000000000001' }, 'AMOUNT_ABOVE_LIMIT'],
      [{ seasonId: 77 }, 'UNKNOWN_SEASON'],
      [{ expiresAt: '2020-01-01T00:00:00Z' }, 'EXPIRY_IN_PAST'],
    ] as const) {
      const answer = await post(address, grant(fields))
      expect([answer.status, await answer.json()]).toMatchObject([422, { code }])
    }
    expect(await server.knex('users').where({ address }).first()).toBeUndefined()
    expect((await fetch(`${server.url}/users/${address}/credits`)).status).toBe(404)
  })

  test('race: grants and reads of one user keep versions without gaps and times in order', async () => {
    const address: Address = newAddress()
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        post(address, grant(), randomUUID(), index % 2 ? server.url : other.url),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    const entries = await server.knex('entries').where({ address }).orderBy('version')
    expect(entries.map(({ version }) => Number(version))).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
    const times = entries.map(({ at }) => at.getTime())
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })

  test('error: IDEMPOTENCY_IN_PROGRESS after two seconds, while the first request is under way', async () => {
    const address = newAddress()
    await post(address, grant())
    const key = randomUUID()
    const holder = await server.knex.transaction()
    await holder('users').where({ address }).forUpdate()
    // The first waits for the user's row and holds the key; both give up after lock_timeout, the second on the key.
    const [first, second] = await Promise.all([
      post(address, grant(), key),
      new Promise((resolve) => setTimeout(resolve, 200)).then(() => post(address, grant(), key, other.url)),
    ])
    await holder.rollback()
    expect(first.status).toBe(503)
    expect([201, 409, 503]).toContain(second.status)
    expect((await post(address, grant(), key)).status).toBe(201)
    expect(await countCredits(address)).toBe(2)
  })

  test('error: OUTCOME_UNKNOWN or UNAVAILABLE when sessions are cut; a retry settles each, once', async () => {
    const address = newAddress()
    const keys = Array.from({ length: 40 }, () => randomUUID())
    let statuses: number[] = []
    const cutting = (async () => {
      for (let round = 0; round < 8; round++) {
        await new Promise((resolve) => setTimeout(resolve, 15))
        await server.database.disconnectAll()
      }
    })()
    const first = await Promise.all(
      keys.map((key, index) => post(address, grant(), key, index % 2 ? server.url : other.url)),
    )
    await cutting
    statuses = first.map(({ status }) => status)
    expect(statuses.filter((status) => status !== 201 && status !== 503)).toEqual([])
    for (const key of keys) {
      await expect.poll(async () => (await post(address, grant(), key)).status, { timeout: 5_000 }).toBe(201)
    }
    expect(await countCredits(address)).toBe(keys.length)
  })
})
