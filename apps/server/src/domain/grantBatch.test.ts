import { randomUUID } from 'node:crypto'
import { type Address, type Hex, parseMana } from '@credits-server/onchain'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { newAddress } from '../../test/grantTestCredit.js'
import { recordSpend } from '../../test/recordSpend.js'
import { root, rootApiKey, startTestServer, type TestServer } from '../../test/startTestServer.js'
import { parseConfig } from '../config/parseConfig.js'
import { findDiscrepancies } from '../ledger/findDiscrepancies.js'
import { startServer } from '../startServer.js'
import type { Batch } from './Batch.js'
import { flagUsers } from './flagUsers.js'
import { grantBatch } from './grantBatch.js'
import { optOutUser } from './optOutUser.js'
import { planBatch } from './planBatch.js'
import { rejoinUser } from './rejoinUser.js'
import { unflagUsers } from './unflagUsers.js'

let server: TestServer
/** A second instance on the same database. */
let other: Awaited<ReturnType<typeof startServer>>

beforeAll(async () => {
  server = await startTestServer()
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

type Item = Record<string, unknown>
type Body = { mode?: string; items: readonly Item[]; planHash?: string }

const item = (fields: Item = {}): Item => ({
  address: newAddress(),
  type: 'on-demand',
  amount: '1',
  reason: 'A batch',
  expiresAt: '2100-01-01T00:00:00Z',
  ...fields,
})

function send(path: string, body: Body, key: string, url = server.url) {
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${rootApiKey}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify({ mode: 'each', ...body }),
  })
}

const post = (body: Body, key: string = randomUUID(), url = server.url) => send('/credits/batch', body, key, url)
const plan = async (body: Body) => {
  const answer = await send('/credits/batch/plan', body, 'none')
  expect(answer.status).toBe(200)
  return (await answer.json()) as {
    hash: string
    items: { status: string; code?: string }[]
    [key: string]: unknown
  }
}
type Answered = { granted: number; results: { status: string; code?: string; credit: { id: string } }[] }
const read = async (answer: Response) => (await answer.json()) as Answered
const outcomes = ({ results }: Answered) => results.map(({ status, code }) => code ?? status)
const grantOne = (address: string, { address: _, ...body }: Item, key: string = randomUUID()) =>
  fetch(`${other.url}/users/${address}/credits`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${rootApiKey}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(body),
  })
const creditsOf = async (address: string) =>
  Number((await server.knex('credits').where({ address }).count())[0]?.['count'])

let seasons = 0
/** A season of the past, so that none runs; its grants name it and their own expiry. */
async function addSeason(budgetMana: string): Promise<number> {
  const id = ++seasons
  const [starts_at, ends_at] = [new Date(Date.UTC(1990 + id, 0, 1)), new Date(Date.UTC(1990 + id, 5, 1))]
  const budget_wei = String(parseMana(budgetMana))
  await server.knex('seasons').insert({ id, name: 'S', starts_at, ends_at, grace_days: 0, budget_wei })
  return id
}
const grantedIn = async (id: number) =>
  BigInt((await server.knex('seasons').where({ id }).first('granted_wei')).granted_wei)
const mana = 10n ** 18n
const waiting = () =>
  server.knex.raw("select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")

describe('grantBatch', () => {
  test('default: one result for each item in their order, at once in the balances, each with its own reference', async () => {
    const items = [item({ amount: '1.5' }), item({ annotation: 'seen' }), item()]
    const key = randomUUID()
    const answer = await post({ items }, key)
    expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([200, null])
    const body = await read(answer)
    expect(body).toMatchObject({ granted: 3, refused: 0, grantedWei: '3500000000000000000' })
    for (const [index, { address }] of items.entries()) {
      const result = body.results[index]
      expect(result).toMatchObject({ index, address, status: 'granted' })
      const balance = await (await fetch(`${server.url}/users/${address}/credits`)).json()
      expect(balance).toMatchObject({ version: 1, credits: [result?.credit], changes: [{ cause: 'operator' }] })
      const row = await server.knex('credits').where({ id: result?.credit.id }).first()
      expect(row).toMatchObject({ issuer: 'root', reference: `batch:${key}:${index}`, reason: 'A batch' })
    }
  })

  test('behavior: a refused item has its code, creates no user and stops none of the others', async () => {
    const [flagged, left] = [newAddress(), newAddress()]
    await flagUsers(server.ledger, {
      actor: root,
      addresses: [flagged],
      flag: { type: 'captcha', reason: { message: 'm' } },
    })
    await optOutUser(server.ledger, { actor: root, address: left })
    const season = await addSeason('2')
    const nobodyYet = Array.from({ length: 4 }, newAddress)
    const { contract } = server.issuance
    const items: [Item, string][] = [
      [item(), 'granted'],
      [item({ address: '0x5aaEB6053F3E94C9b9A09f33669435E7Ef1BeAed' }), 'BAD_CHECKSUM'],
      [item({ address: `0x${'0'.repeat(40)}` }), 'INVALID_RECIPIENT'],
      [item({ address: contract }), 'INVALID_RECIPIENT'],
      [item({ address: flagged }), 'RECIPIENT_FLAGGED'],
      [item({ address: flagged, allowFlagged: true }), 'granted'],
      [item({ address: left }), 'RECIPIENT_OPTED_OUT'],
      [item({ address: nobodyYet[0], seasonId: 777 }), 'UNKNOWN_SEASON'],
      [item({ address: nobodyYet[1], expiresAt: undefined }), 'EXPIRY_REQUIRED'],
      [item({ address: nobodyYet[2], expiresAt: '2020-01-01T00:00:00Z' }), 'EXPIRY_IN_PAST'],
      [item({ address: nobodyYet[3], amount: '1000.000000000000000001' }), 'AMOUNT_ABOVE_LIMIT'],
      [item({ seasonId: season, amount: '1.5' }), 'granted'],
      [item({ seasonId: season }), 'SEASON_BUDGET_EXHAUSTED'],
      [item({ seasonId: season, amount: '0.5' }), 'granted'],
      [item({ seasonId: season, amount: '0.000000000000000001' }), 'SEASON_BUDGET_EXHAUSTED'],
      [item(), 'granted'],
    ]
    const answer = await read(await post({ items: items.map(([sent]) => sent) }))
    expect(outcomes(answer)).toEqual(items.map(([, outcome]) => outcome))
    expect(answer).toMatchObject({ granted: 5, refused: 11, grantedWei: '5000000000000000000' })
    expect(await server.knex('users').whereIn('address', [...nobodyYet, contract])).toEqual([])
    expect(await grantedIn(season)).toBe(2n * mana)
  })

  test('behavior: an address may come often: its credits take consecutive versions in the order of the items', async () => {
    const [twice, once] = [newAddress(), newAddress()]
    const items = [twice, once, twice, twice].map((address, n) => item({ address, amount: String(n + 1) }))
    const { results } = await read(await post({ items }))
    const entries = await server.knex('entries').where({ address: twice }).orderBy('version')
    expect(entries.map(({ version, credit_id }) => [Number(version), credit_id])).toEqual(
      [0, 2, 3].map((index, n) => [n + 1, results[index]?.credit.id]),
    )
    expect(new Set(entries.map(({ at }) => at.getTime())).size).toBe(1)
  })

  test('error: BATCH_REFUSED in mode all names the refused items and grants nothing', async () => {
    const season = await addSeason('1')
    const address = newAddress()
    const items = [item({ address }), item({ seasonId: season }), item({ seasonId: season }), item({ seasonId: 777 })]
    const key = randomUUID()
    const answer = await post({ mode: 'all', items }, key)
    const text = await answer.text()
    expect([answer.status, JSON.parse(text)]).toMatchObject([
      422,
      {
        code: 'BATCH_REFUSED',
        details: {
          count: 2,
          refused: [
            { index: 2, code: 'SEASON_BUDGET_EXHAUSTED' },
            { index: 3, code: 'UNKNOWN_SEASON' },
          ],
        },
      },
    ])
    expect(text).not.toMatch(/[0-9a-f]{130}/)
    expect(await creditsOf(address)).toBe(0)
    expect(await server.knex('users').where({ address }).first()).toBeUndefined()
    expect(await grantedIn(season)).toBe(0n)
    const again = await post({ mode: 'all', items }, key)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([422, 'true'])
    expect((await post({ mode: 'all', items: items.slice(0, 2) })).status).toBe(200)
  })

  test('behavior: what may take from a paused season does so at the first attempt: no voucher is signed twice', async () => {
    const season = await addSeason('3')
    await server.knex('seasons').where({ id: season }).update({ paused_at: new Date() })
    const { signer } = server.issuance
    const signed: string[] = []
    const sign = (hash: Hex) => {
      signed.push(hash)
      return signer.sign(hash)
    }
    const issuance = { ...server.issuance, signer: { ...signer, sign } }
    const allowed = { seasonId: season, allowPaused: true }
    const batch = { mode: 'each', items: [item(allowed), item(allowed), item({ seasonId: season })] } as never as Batch
    const deps = { ...server.ledger, issuance, maxGrantWei: mana }
    const { result } = await grantBatch(deps, { actor: root, batch, idempotencyKey: randomUUID() })
    expect(outcomes(JSON.parse(result))).toEqual(['granted', 'granted', 'SEASON_PAUSED'])
    expect(await grantedIn(season)).toBe(2n * mana)
    expect([signed.length, new Set(signed).size]).toEqual([2, 2])
  })

  test('error: FORBIDDEN for an actor without the scope, whichever door it comes through', async () => {
    const deps = { ...server.ledger, issuance: server.issuance, maxGrantWei: mana }
    const actor = { client: 'shop', scopes: ['credits:read' as const] }
    const batch = { mode: 'each' as const, items: [] }
    await expect(planBatch(deps, { actor, batch })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(grantBatch(deps, { actor, batch, idempotencyKey: 'k' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('error: one item that is not as described refuses the batch, and details.field says which', async () => {
    for (const [wrong, code, field] of [
      [{ amount: 1 }, 'AMOUNT_MUST_BE_STRING', 'items/1/amount'],
      [{ amount: '0' }, 'INVALID_AMOUNT', 'items/1/amount'],
      [{ address: '0x1' }, 'INVALID_ADDRESS', 'items/1/address'],
      [{ reason: '' }, 'INVALID_TEXT', 'items/1/reason'],
      [{ expiresAt: 'soon' }, 'INVALID_EXPIRY', 'items/1/expiresAt'],
      [{ seasonId: 0 }, 'INVALID_SEASON_ID', 'items/1/seasonId'],
      [{ x: 1 }, 'UNKNOWN_FIELD', 'items/1/x'],
    ] as const) {
      const answer = await post({ items: [item(), item(wrong)] })
      expect([answer.status, await answer.json()]).toMatchObject([400, { code, details: { field } }])
    }
    for (const body of [{ items: [] }, { mode: 'some', items: [item()] }, { items: [item()], planHash: 'x' }]) {
      expect(await (await post(body)).json()).toMatchObject({ code: 'INVALID_BODY' })
    }
  })
})

describe('a batch and its key', () => {
  test('A1: one key is one batch, whoever of two instances is asked and how often, byte for byte', async () => {
    for (let round = 0; round < 5; round++) {
      const address = newAddress()
      const items = [item(), item({ address }), item({ seasonId: 777 }), item({ address })]
      const key = randomUUID()
      const urls = Array.from({ length: 10 }, (_, index) => (index % 2 ? server.url : other.url))
      const answers = await Promise.all(urls.map((url) => post({ items }, key, url)))
      for (let late = 0; late < 3; late++) answers.push(await post({ items }, key, urls[late]))
      const bodies = new Set(await Promise.all(answers.map((answer) => answer.text())))
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
      expect(bodies.size).toBe(1)
      expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1)
      expect(await creditsOf(address)).toBe(2)
    }
  })

  test('A2: a key with any other batch is refused and leaves everything as it was', async () => {
    const key = randomUUID()
    const fields = { annotation: 'a', allowFlagged: false }
    const items = [item(fields), item(fields)]
    const [first = {}, second = {}] = items
    expect((await post({ items }, key)).status).toBe(200)
    const others: Body[] = [
      ...['amount', 'reason', 'annotation', 'expiresAt', 'allowFlagged'].map((field) => {
        const value = { amount: '1.0', expiresAt: '2100-01-01T00:00:01Z', allowFlagged: true }[field] ?? 'b'
        return { items: [first, { ...second, [field]: value }] }
      }),
      { items: [first, { ...second, annotation: undefined }] },
      { items: [first, { ...second, address: newAddress() }] },
      { items: [second, first] },
      { items: [first] },
      { items: [first, second, item()] },
      { mode: 'all', items },
      { items, planHash: '0'.repeat(64) },
    ]
    for (const body of others) {
      const answer = await post(body, key)
      expect([body, answer.status, await answer.json()]).toMatchObject([body, 422, { code: 'IDEMPOTENCY_KEY_REUSED' }])
    }
    const reordered = items.map((sent) => Object.fromEntries(Object.entries(sent).reverse()))
    expect((await post({ items: reordered }, key)).headers.get('idempotency-replayed')).toBe('true')
    for (const { address } of items) expect(await creditsOf(String(address))).toBe(1)
  })

  test('A5: a replay, and a key whose record was pruned, give the same bytes, whatever was spent since', async () => {
    const season = await addSeason('10')
    const address = newAddress()
    const items = [item({ address, seasonId: season }), item({ seasonId: 777 }), item({ address })]
    const key = randomUUID()
    const first = await (await post({ items }, key)).text()
    const creditId = JSON.parse(first).results[0].credit.id
    await recordSpend(server.ledger, { address, actor: 'chain', cause: 'chain', creditId, amountWei: 10n ** 17n })
    expect(await (await post({ items }, key, other.url)).text()).toBe(first)
    await server.knex('idempotency_keys').where({ key }).delete()
    // What was paid is not paid again: the budget is gone by now.
    await server
      .knex('seasons')
      .where({ id: season })
      .update({ budget_wei: String(mana) })
    expect(await (await post({ items }, key)).text()).toBe(first)
    await server.knex('idempotency_keys').where({ key }).delete()
    const another = [{ ...items[0], amount: '0.5' }, ...items.slice(1)]
    expect(await (await post({ items: another }, key)).json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
    expect([await creditsOf(address), await grantedIn(season)]).toEqual([2, mana])
  })

  test('behavior: a planned batch whose record was pruned is not held to its plan again', async () => {
    const items = [item({ allowFlagged: true })]
    const { hash } = await plan({ items })
    const key = randomUUID()
    const first = await (await post({ items, planHash: hash }, key)).text()
    await server.knex('idempotency_keys').where({ key }).delete()
    const address = String(items[0]?.['address']) as Address
    const flag = { type: 'captcha', reason: { message: 'm' } } as const
    await flagUsers(server.ledger, { actor: root, addresses: [address], flag })
    expect((await post({ items, planHash: hash })).status).toBe(409)
    expect(await (await post({ items, planHash: hash }, key)).text()).toBe(first)
  })
})

describe('planBatch', () => {
  test('default: says what each item would become and what it takes, and does nothing', async () => {
    const season = await addSeason('2')
    const flagged = newAddress()
    await flagUsers(server.ledger, {
      actor: root,
      addresses: [flagged],
      flag: { type: 'captcha', reason: { message: 'm' } },
    })
    const items = [
      item({ seasonId: season, amount: '1.25' }),
      item({ seasonId: season }),
      item({ address: flagged }),
      item({ address: flagged, allowFlagged: true, amount: '0.5' }),
    ]
    const before = await server.knex('users').count()
    expect(await plan({ items })).toMatchObject({
      granted: 2,
      refused: 2,
      flagged: 2,
      grantedWei: '1750000000000000000',
      grantedMana: '1.75',
      quota: { takesWei: '1750000000000000000' },
      seasons: [
        {
          seasonId: season,
          takesWei: '1250000000000000000',
          leftWei: '2000000000000000000',
          leftAfterWei: '750000000000000000',
        },
      ],
      items: [
        { index: 0, status: 'granted', amountWei: '1250000000000000000', expiresAt: '2100-01-01T00:00:00Z' },
        { index: 1, status: 'refused', code: 'SEASON_BUDGET_EXHAUSTED' },
        { index: 2, status: 'refused', code: 'RECIPIENT_FLAGGED', flagged: true },
        { index: 3, status: 'granted', flagged: true },
      ],
    })
    const all = { granted: 0, refused: 2, grantedMana: '0', seasons: [{ takesWei: '0' }] }
    expect(await plan({ mode: 'all', items })).toMatchObject(all)
    expect([await server.knex('users').count(), await grantedIn(season)]).toEqual([before, 0n])
  })

  test('error: PLAN_OUTDATED and nothing done, if anything the plan follows from has changed', async () => {
    const season = await addSeason('10')
    const [address, left] = [newAddress(), newAddress()]
    await optOutUser(server.ledger, { actor: root, address: left })
    const items = [
      item({ address, seasonId: season }),
      item({ address: left }),
      item({ seasonId: season, amount: '9' }),
    ]
    const { hash } = await plan({ items })
    const knex = server.knex
    const flag = { type: 'captcha', reason: { message: 'm' } } as const
    const setSeason = (fields: Record<string, unknown>) => knex('seasons').where({ id: season }).update(fields)
    const { ends_at } = await knex('seasons').where({ id: season }).first('ends_at')
    const changes: [what: string, change: () => Promise<unknown>, back: () => Promise<unknown>][] = [
      [
        'a flag',
        () => flagUsers(server.ledger, { actor: root, addresses: [address], flag }),
        () => unflagUsers(server.ledger, { actor: root, addresses: [address], type: 'captcha' }),
      ],
      [
        'an opt-out',
        () => optOutUser(server.ledger, { actor: root, address }),
        () => rejoinUser(server.ledger, { actor: root, address }),
      ],
      [
        'a return',
        () => rejoinUser(server.ledger, { actor: root, address: left }),
        () => optOutUser(server.ledger, { actor: root, address: left }),
      ],
      [
        'a larger budget',
        () => setSeason({ budget_wei: String(11n * mana) }),
        () => setSeason({ budget_wei: String(10n * mana) }),
      ],
      [
        'a budget for the week',
        () => setSeason({ weekly_budget_wei: String(100n * mana) }),
        () => setSeason({ weekly_budget_wei: null }),
      ],
      ['a pause', () => setSeason({ paused_at: ends_at }), () => setSeason({ paused_at: null })],
      ['a later end', () => setSeason({ ends_at: new Date(ends_at.getTime() + 1_000) }), () => setSeason({ ends_at })],
    ]
    for (const [what, change, back] of changes) {
      await change()
      const answer = await post({ items, planHash: hash })
      expect([what, answer.status, await answer.json()]).toMatchObject([what, 409, { code: 'PLAN_OUTDATED' }])
      await back()
    }
    // Other items or another mode are another plan.
    expect((await post({ items: items.slice(1), planHash: hash })).status).toBe(409)
    expect((await post({ mode: 'all', items, planHash: hash })).status).toBe(409)
    expect([await creditsOf(address), await grantedIn(season)]).toEqual([0, 0n])
    expect(outcomes(await read(await post({ items, planHash: hash })))).toEqual([
      'granted',
      'RECIPIENT_OPTED_OUT',
      'granted',
    ])
  })

  test('behavior: what others are granted outdates a plan only when it covers other items than it did', async () => {
    const season = await addSeason('10')
    const items = [item({ seasonId: season, amount: '4' }), item({ seasonId: season, amount: '2' })]
    const { hash } = await plan({ items })
    expect((await grantOne(newAddress(), item({ seasonId: season, amount: '3' }))).status).toBe(201)
    expect((await plan({ items })).hash).toBe(hash)
    expect((await grantOne(newAddress(), item({ seasonId: season, amount: '2' }))).status).toBe(201)
    expect((await post({ items, planHash: hash })).status).toBe(409)
    expect(outcomes(await read(await post({ items })))).toEqual(['granted', 'SEASON_BUDGET_EXHAUSTED'])
  })
})

describe('batches at once', () => {
  test('A6: batches and single grants race for a budget and take all of it, and not a wei more', async () => {
    for (let round = 0; round < 8; round++) {
      const season = await addSeason('20')
      const fields = { seasonId: season }
      const batch = (n: number) =>
        post({ items: Array.from({ length: 12 }, () => item(fields)) }, randomUUID(), n % 2 ? server.url : other.url)
      const [batches, singles] = await Promise.all([
        Promise.all([batch(0), batch(1)]),
        Promise.all(Array.from({ length: 8 }, () => grantOne(newAddress(), item(fields)))),
      ])
      expect(batches.map(({ status }) => status)).toEqual([200, 200])
      const answers = await Promise.all(batches.map(read))
      const inBatches = answers.reduce((sum, { granted }) => sum + granted, 0)
      const byThemselves = singles.filter(({ status }) => status === 201).length
      expect(singles.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual([])
      expect([inBatches + byThemselves, await grantedIn(season)]).toEqual([20, 20n * mana])
    }
  })

  test('behavior: a budget taken while a batch was at work makes it judge again, with the budget in hand', async () => {
    const season = await addSeason('10')
    const items = Array.from({ length: 10 }, () => item({ seasonId: season }))
    const [last] = items.slice(-1)
    const holder = await server.knex.transaction()
    // The season's row is held while the batch works: it comes to take the budget last, and finds less than it read.
    await holder('seasons')
      .where({ id: season })
      .update({ granted_wei: String(4n * mana) })
    const address = newAddress()
    const answer = post({ items: [...items, item({ address })] })
    await expect.poll(async () => (await waiting()).rowCount, { timeout: 10_000 }).toBeGreaterThan(0)
    await holder.commit()
    const body = await read(await answer)
    expect(outcomes(body)).toEqual([
      ...Array.from({ length: 6 }, () => 'granted'),
      ...Array.from({ length: 4 }, () => 'SEASON_BUDGET_EXHAUSTED'),
      'granted',
    ])
    expect(await server.knex('users').where({ address: last?.['address'] }).first()).toBeUndefined()
    expect(await grantedIn(season)).toBe(10n * mana)
    // The four that the holder said were granted are nobody's credits.
    await server
      .knex('seasons')
      .where({ id: season })
      .update({ granted_wei: String(6n * mana) })
    expect(await creditsOf(address)).toBe(1)
  })

  test('race: batches over the same users in any order, new and known, with single grants between, never lock up', async () => {
    const users = Array.from({ length: 24 }, newAddress)
    for (let round = 0; round < 4; round++) {
      const shuffled = () => [...users].sort(() => Math.random() - 0.5).slice(round === 0 ? 0 : 8)
      const answers = await Promise.all([
        ...Array.from({ length: 6 }, (_, n) =>
          post({ items: shuffled().map((address) => item({ address })) }, randomUUID(), n % 2 ? server.url : other.url),
        ),
        ...users.slice(0, 6).map((address) => grantOne(address, item())),
      ])
      expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 201)).toEqual([])
    }
    for (const address of users) {
      const entries = await server.knex('entries').where({ address }).orderBy('version')
      expect(entries.map(({ version }) => Number(version))).toEqual(entries.map((_, index) => index + 1))
      const times = entries.map(({ at }) => at.getTime())
      expect(times).toEqual([...times].sort((a, b) => a - b))
    }
  })

  test('error: UNAVAILABLE when a deadlock has to be broken; nothing was done, and the same key does it', async () => {
    const [first = '', second = ''] = [newAddress(), newAddress()].sort()
    await post({ items: [item({ address: first }), item({ address: second })] })
    const holder = await server.knex.transaction()
    await holder.raw("set local deadlock_timeout = '60s'")
    await holder('users').where({ address: second }).forUpdate()
    const key = randomUUID()
    const body = { items: [item({ address: first }), item({ address: second })] }
    const answer = post(body, key)
    await expect.poll(async () => (await waiting()).rowCount, { timeout: 10_000 }).toBeGreaterThan(0)
    // Against the order that all else keeps.
    await holder('users').where({ address: first }).forUpdate()
    await holder.rollback()
    const refused = await answer
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'UNAVAILABLE' }])
    expect(await creditsOf(first)).toBe(1)
    expect((await post(body, key)).status).toBe(200)
    expect([await creditsOf(first), await creditsOf(second)]).toEqual([2, 2])
  })

  test('A4: sessions are cut under batches; every signature that left has its row, and a retry settles each key once', async () => {
    const keys = Array.from({ length: 12 }, (_, n) => ({
      key: randomUUID(),
      body: { items: Array.from({ length: 40 }, () => item()) },
      url: n % 2 ? server.url : other.url,
    }))
    const cutting = (async () => {
      for (let round = 0; round < 6; round++) {
        await new Promise((resolve) => setTimeout(resolve, 40))
        await server.database.disconnectAll()
      }
    })()
    const first = await Promise.all(keys.map(({ key, body, url }) => post(body, key, url)))
    await cutting
    const texts = await Promise.all(first.map((answer) => answer.text()))
    expect(first.map(({ status }) => status).filter((status) => status !== 200 && status !== 503)).toEqual([])
    for (const { key, body } of keys) {
      await expect.poll(async () => (await post(body, key)).status, { timeout: 10_000 }).toBe(200)
      for (const { address } of body.items) expect(await creditsOf(String(address))).toBe(1)
    }
    const left = [...`${texts.join()}${JSON.stringify(server.logs)}`.matchAll(/0x[0-9a-f]{130}/g)].map(([hex]) => hex)
    const kept = await server
      .knex('credits')
      .whereIn('signature', [...new Set(left)])
      .count()
    expect(Number(kept[0]?.['count'])).toBe(new Set(left).size)
  })
})

describe('a batch of 10,000', () => {
  test('behavior: is planned and granted in one transaction, told to streams, and answered again byte for byte', async () => {
    const season = await addSeason('20000')
    const fields = { seasonId: season, reason: 'r'.repeat(256), annotation: 'a'.repeat(256), allowFlagged: false }
    const amount = '1.000000000000000001'
    const items = Array.from({ length: 10_000 }, () => item({ ...fields, amount }))
    const { hash, granted } = await plan({ mode: 'all', items })
    expect(granted).toBe(10_000)
    const key = randomUUID()
    const answer = await post({ mode: 'all', items, planHash: hash }, key)
    const text = await answer.text()
    expect([answer.status, text.slice(0, 200)]).toEqual([200, expect.stringContaining('"granted":10000')])
    expect(await (await post({ mode: 'all', items, planHash: hash }, key, other.url)).text()).toBe(text)
    expect(await grantedIn(season)).toBe(10_000n * (mana + 1n))
    const { body } = await server.knex('idempotency_keys').where({ key }).first('body')
    expect(body).toBe('{}')
  })

  test('error: BODY_TOO_LARGE beyond 8 MiB, INVALID_BODY beyond 10,000 items', async () => {
    const large = await post({ items: [item({ reason: 'r'.repeat(8 * 1_024 * 1_024) })] })
    expect([large.status, await large.json()]).toMatchObject([
      413,
      { code: 'BODY_TOO_LARGE', details: { limit: 8_388_608 } },
    ])
    const many = await post({ items: Array.from({ length: 10_001 }, () => item()) })
    expect([many.status, await many.json()]).toMatchObject([400, { code: 'INVALID_BODY', details: { field: 'items' } }])
  })
})
