import type { EntryPage } from '@credits-server/contract'
import { type Address, checksumAddress } from '@credits-server/onchain'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../../packages/onchain/test/fuzzRuns.js'
import { askOperator, type OperatorAnswer } from '../../../test/askOperator.js'
import { grantTestCredit, newAddress } from '../../../test/grantTestCredit.js'
import { type OpenedStream, openStream } from '../../../test/openStream.js'
import { rootApiKey, startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { createReadCredit } from '../../balance/readCredit.js'
import { createReadSnapshot } from '../../balance/readSnapshot.js'
import { strictFormats } from '../../contract/strictFormats.js'
import { openReadPool } from '../../db/openReadPool.js'
import { flagUsers } from '../../domain/flagUsers.js'
import { isFlagged } from '../../domain/isFlagged.js'
import { createReadEntries } from '../../ledger/readEntries.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ env: { RECONCILE_MS: '60000' } })
})
afterAll(() => server.stop())

type Changes = { users: { address: string; version: number; changed: boolean }[] }

const captcha = { type: 'captcha', reason: { message: 'Three wrong answers.' } }
const flag = (addresses: readonly string[], fields: object = {}) =>
  askOperator<Changes>(server, 'POST', '/flag', { ...captcha, ...fields, addresses })
const changeOf = ({ body }: OperatorAnswer<Changes>) => body.users[0]
const read = (address: string, path = 'credits') => fetch(`${server.url}/users/${address}/${path}`)
const flagsOf = (address: string) => server.knex('flags').where({ address }).orderBy('id')
const entriesOf = (address: string) => server.knex('entries').where({ address }).orderBy('version')

async function knownUser(): Promise<Address> {
  const address = newAddress()
  await grantTestCredit(server, address, { mana: '1' })
  return address
}

/** The next whole second that is at least so far away, as the contract writes it. */
const inSeconds = (seconds: number) =>
  new Date((Math.ceil(Date.now() / 1_000) + seconds) * 1_000).toISOString().replace('.000', '')

async function databaseNow(): Promise<number> {
  const { rows } = await server.knex.raw('select clock_timestamp() as now')
  return rows[0].now.getTime()
}

describe('flagUsers', () => {
  test('default: each user has a flag, an entry and the next version, and is not served any more', async () => {
    const [known, unknown] = [await knownUser(), newAddress()]
    const reason = { message: 'One person.', ip: '203.0.113.7', linkedAddresses: [known] }
    const answer = await flag([checksumAddress(unknown), known], { type: 'multi-account', reason })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.body).toEqual({
      users: [
        { address: unknown, version: 1, changed: true },
        { address: known, version: 2, changed: true },
      ],
    })
    for (const address of [known, unknown]) {
      expect(await flagsOf(address)).toMatchObject([
        {
          type: 'multi-account',
          message: 'One person.',
          ip: '203.0.113.7',
          linked_addresses: `{${known}}`,
          until: null,
          ended_at: null,
          flagged_by: 'root',
          lifted_by: null,
        },
      ])
      expect((await entriesOf(address)).at(-1)).toMatchObject({ kind: 'flagged', actor: 'root', cause: 'operator' })
      for (const path of ['credits', 'credits/stream', 'entries']) expect((await read(address, path)).status).toBe(401)
    }
  })

  test('behavior: open streams on an instance that heard of it end with `event: flagged` and no more than the message', async () => {
    const address = await knownUser()
    const stream = await openStream(`${server.url}/users/${address}/credits/stream`)
    await flag([address], { reason: { message: 'Linked.', ip: '192.0.2.7', linkedAddresses: [newAddress()] } })
    await stream.ended()
    const last = stream.events.at(-1)
    expect(last).toMatchObject({ event: 'flagged', id: undefined })
    expect(JSON.parse(last?.data ?? '')).toMatchObject({ code: 'USER_FLAGGED', reason: { message: 'Linked.' } })
    expect(Object.keys(JSON.parse(last?.data ?? '').reason)).toEqual(['message'])
  })

  test('behavior: the same flag again changes nothing, in whatever spelling and order it comes', async () => {
    const [address, one, two] = [newAddress(), newAddress(), newAddress()]
    const until = inSeconds(3_600)
    const same = { until, reason: { message: 'm', ip: '2001:DB8:0::1', linkedAddresses: [one, two] } }
    expect(changeOf(await flag([address], same))).toEqual({ address, version: 1, changed: true })
    const again = {
      until: `${until.slice(0, -1)}+00:00`,
      reason: { message: 'm', ip: '2001:db8::1', linkedAddresses: [checksumAddress(two), one] },
    }
    for (const fields of [same, again]) {
      expect(changeOf(await flag([checksumAddress(address)], fields))).toEqual({ address, version: 1, changed: false })
    }
    expect(await flagsOf(address)).toHaveLength(1)
    expect(await entriesOf(address)).toHaveLength(1)
  })

  test.each<[string, object]>([
    ['type', { type: 'multi-account' }],
    ['message', { reason: { message: 'other', ip: '192.0.2.7', linkedAddresses: [`0x${'1'.repeat(40)}`] } }],
    ['ip', { reason: { message: 'm', ip: '192.0.2.8', linkedAddresses: [`0x${'1'.repeat(40)}`] } }],
    ['ip that is left out', { reason: { message: 'm', linkedAddresses: [`0x${'1'.repeat(40)}`] } }],
    ['linked address', { reason: { message: 'm', ip: '192.0.2.7', linkedAddresses: [`0x${'2'.repeat(40)}`] } }],
    ['until', { until: '2098-01-01T00:00:00Z' }],
    ['until that is left out', { until: undefined }],
  ])('behavior: another %s is another flag beside the first', async (_, other) => {
    const address = newAddress()
    const reason = { message: 'm', ip: '192.0.2.7', linkedAddresses: [`0x${'1'.repeat(40)}`] }
    const first = { until: '2099-01-01T00:00:00Z', reason }
    await flag([address], first)
    expect(changeOf(await flag([address], { ...first, ...other }))).toEqual({ address, version: 2, changed: true })
    expect(await flagsOf(address)).toHaveLength(2)
    // A late repetition of the first is still the first.
    expect(changeOf(await flag([address], first))).toEqual({ address, version: 2, changed: false })
  })

  test('behavior: a flag that was lifted is made again', async () => {
    const address = newAddress()
    await flag([address])
    await askOperator(server, 'POST', '/unflag', { addresses: [address], type: 'captcha' })
    expect(changeOf(await flag([address]))).toEqual({ address, version: 3, changed: true })
    expect((await flagsOf(address)).map(({ ended_at }) => ended_at === null)).toEqual([false, true])
  })

  test('behavior: a thousand users are one request, in one transaction at one time', async () => {
    const addresses = Array.from({ length: 1_000 }, newAddress)
    const { status, body } = await flag(addresses.map(checksumAddress))
    expect(status).toBe(200)
    expect(body.users).toEqual(addresses.map((address) => ({ address, version: 1, changed: true })))
    const { rows } = await server.knex.raw(
      `select count(distinct xmin::text) as transactions, count(distinct created_at) as times, count(*) as flags
       from flags where address = any (?::text[])`,
      [addresses],
    )
    expect(rows).toEqual([{ transactions: '1', times: '1', flags: '1000' }])
  })

  test('behavior: at the very second of `until` reads, new streams and histories are served again', async () => {
    const address = await knownUser()
    const until = inSeconds(2)
    await flag([address], { until })
    const untilMs = Date.parse(until)
    const seen = new Set<string>()
    for (let afterMs = 0; afterMs < untilMs + 300 || !seen.has('200 200 200'); ) {
      const beforeMs = await databaseNow()
      const stream: OpenedStream = await openStream(`${server.url}/users/${address}/credits/stream`)
      stream.close()
      const statuses = [stream.status, (await read(address)).status, (await read(address, 'entries')).status]
      afterMs = await databaseNow()
      if (afterMs < untilMs) expect(statuses).toEqual([401, 401, 401])
      if (beforeMs >= untilMs) expect(statuses).toEqual([200, 200, 200])
      seen.add(statuses.join(' '))
    }
    expect([...seen]).toEqual(expect.arrayContaining(['401 401 401', '200 200 200']))
    const { entries } = (await (await read(address, 'entries')).json()) as EntryPage
    expect(entries[0]).toMatchObject({
      kind: 'unflagged',
      computed: true,
      version: 2,
      at: `${until.slice(0, -1)}.000Z`,
    })
    expect((await flagsOf(address)).map(({ ended_at }) => ended_at)).toEqual([null])
  })

  test('behavior: to the millisecond, every reader and the grant agree on when a flag ends', async () => {
    const address = await knownUser()
    const { id } = (await server.knex('credits').where({ address }).first('id')) as { id: string }
    const until = new Date(inSeconds(3_600))
    await flag([address], { until: until.toISOString().replace('.000', '') })
    const reads = openReadPool(server.database.connectionString)
    const askedAt = (now: Date) => [
      () => createReadSnapshot(reads)(address, now),
      () => createReadCredit(reads)(address, id, now),
      () => createReadEntries(reads)(address, { limit: 1, behind: null }, now),
    ]
    const justBefore = new Date(until.getTime() - 1)
    for (const ask of askedAt(justBefore)) await expect(ask()).rejects.toMatchObject({ code: 'USER_FLAGGED' })
    for (const ask of askedAt(until)) await expect(ask()).resolves.toBeDefined()
    await server.knex.transaction(async (trx) => {
      expect(await isFlagged(trx, address, justBefore)).toBe(true)
      expect(await isFlagged(trx, address, until)).toBe(false)
    })
    await reads.close()
  })

  test('behavior: of two flags the newest gives the reason, and the longest says how long', async () => {
    const address = await knownUser()
    const until = inSeconds(2)
    await flag([address], { reason: { message: 'for long' }, until: '2099-01-01T00:00:00Z' })
    await flag([address], { reason: { message: 'for a second' }, until })
    const reasonOf = async () => ((await (await read(address)).json()) as { reason: object }).reason
    expect(await reasonOf()).toEqual({ message: 'for a second' })
    await expect.poll(databaseNow, { timeout: 5_000 }).toBeGreaterThan(Date.parse(until))
    expect(await reasonOf()).toEqual({ message: 'for long' })
  })

  test('error: UNTIL_IN_PAST for now and for any time before, and nobody is flagged', async () => {
    const addresses = [await knownUser(), newAddress()]
    const now = new Date(Math.floor(Date.now() / 1_000) * 1_000).toISOString().replace('.000', '')
    for (const until of [now, '2020-01-01T00:00:00Z', '1970-01-01T00:00:00Z']) {
      expect(await flag(addresses, { until })).toMatchObject({ status: 422, body: { code: 'UNTIL_IN_PAST' } })
    }
    expect(await server.knex('flags').whereIn('address', addresses)).toEqual([])
    expect(await server.knex('users').where({ address: addresses[1] })).toEqual([])
  })

  test('error: one wrong checksum among many refuses all of them', async () => {
    const known = await knownUser()
    const right = checksumAddress('0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed' as Address)
    const wrong = right.replace('A', 'a')
    const answer = await flag([known, wrong])
    expect(answer).toMatchObject({ status: 422, body: { code: 'BAD_CHECKSUM', details: { address: wrong } } })
    const linked = await flag([known], { reason: { message: 'm', linkedAddresses: [wrong] } })
    expect(linked).toMatchObject({ status: 422, body: { code: 'BAD_CHECKSUM', details: { address: wrong } } })
    expect(await flagsOf(known)).toEqual([])
  })

  test('error: FORBIDDEN without the scope, and nothing changes', async () => {
    const address = newAddress()
    const actor = { client: 'shop', scopes: ['flags:read', 'users:write'] as const }
    const asked = { type: 'captcha', reason: { message: 'm' } } as const
    await expect(flagUsers(server.ledger, { actor, addresses: [address], flag: asked })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(await server.knex('users').where({ address })).toEqual([])
  })

  test('race: requests that name the same users in any order all succeed, and each user is flagged once', async () => {
    const addresses = Array.from({ length: 60 }, newAddress)
    await Promise.all(addresses.slice(0, 30).map((address) => grantTestCredit(server, address, { mana: '1' })))
    const shuffled = () => [...addresses].sort(() => Math.random() - 0.5)
    const answers = await Promise.all(Array.from({ length: 12 }, () => flag(shuffled())))
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200))
    const changes = answers.flatMap(({ body }) => body.users).filter(({ changed }) => changed)
    expect(changes.map(({ address }) => address).sort()).toEqual([...addresses].sort())
    expect(await server.knex('flags').whereIn('address', addresses)).toHaveLength(60)
  })

  test('race: two requests that name new users in opposite orders do not wait for each other', async () => {
    const [first = '', second = '', third = '', fourth = ''] = Array.from({ length: 4 }, newAddress).sort()
    const waiting = async () => {
      const { rows } = await server.knex.raw(
        "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      )
      return rows[0].n
    }
    // Another transaction is making the middle ones, until each request has come as far as it can.
    const holding = await server.knex.transaction()
    await holding('users').insert([{ address: second }, { address: third }])
    const asked = Promise.all([flag([first, second, fourth]), flag([fourth, third, first])])
    await expect.poll(waiting, { timeout: 1_500, interval: 10 }).toBe(2)
    await holding.rollback()
    for (const { status } of await asked) expect(status).toBe(200)
    expect(await server.knex('flags').whereIn('address', [first, second, third, fourth])).toHaveLength(4)
  })

  test('race: who is flagged while a grant is under way has both, one version after the other', async () => {
    const address = await knownUser()
    const granting = fetch(`${server.url}/users/${address}/credits`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${rootApiKey}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': address,
      },
      body: JSON.stringify({ type: 'on-demand', amount: '1', reason: 'r', expiresAt: '2099-01-01T00:00:00Z' }),
    })
    const [granted, flagged] = await Promise.all([granting, flag([address])])
    expect(flagged.status).toBe(200)
    const kinds = (await entriesOf(address)).map(({ kind }) => kind)
    expect(kinds.sort()).toEqual(['flagged', 'granted', ...(granted.status === 201 ? ['granted'] : [])])
  })

  test('behavior: whatever passes for an IP address is one to Postgres too', async () => {
    const ip = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('::ffff:192.0.2.7', '::', '1:2:3:4:5:6:7::', '::1.2.3.4'))
    await fc.assert(
      fc.asyncProperty(ip, async (text) => {
        fc.pre(strictFormats['ip']?.(text) === true)
        const { rows } = await server.knex.raw('select host(?::inet) as ip', [text])
        expect(strictFormats['ip']?.(rows[0].ip)).toBe(true)
      }),
      { numRuns: fuzzRuns(200) },
    )
  })

  test('behavior: who did it is recorded with the flag and with the entry', async () => {
    const address = newAddress()
    const actor = { client: 'detector-2', scopes: ['flags:write'] as const }
    const asked = { type: 'captcha', reason: { message: 'm' } } as const
    await flagUsers(server.ledger, { actor, addresses: [address], flag: asked })
    expect(await flagsOf(address)).toMatchObject([{ flagged_by: 'detector-2' }])
    expect(await entriesOf(address)).toMatchObject([{ actor: 'detector-2' }])
  })
})
