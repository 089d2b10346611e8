import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newAddress } from '../../../apps/server/test/grantTestCredit.js'
import { insertManyCredits } from '../../../apps/server/test/insertManyCredits.js'
import { makeCredits } from '../../../apps/server/test/makeCredits.js'
import { rootApiKey, startTestServer, type TestServer } from '../../../apps/server/test/startTestServer.js'
import { createCreditsAdmin, type ExportedCredit } from '../src/admin/index.js'
import { CreditsApiError, createCreditsReader } from '../src/index.js'

const many = 3_000
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await insertManyCredits(server.database.connectionString, many)
})
afterAll(() => server.stop())

const admin = (options: Partial<Parameters<typeof createCreditsAdmin>[0]> = {}) =>
  createCreditsAdmin({ baseUrl: server.url, apiKey: rootApiKey, ...options })

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

describe('revokeCredit, revokeUserCredits', () => {
  test('default: the revocation, the same again; then the rest of the user', async () => {
    const address = newAddress()
    const [id = ''] = await makeCredits(server, address, { wei: 5n }, { wei: 7n }, { wei: 11n })
    const first = await admin().revokeCredit(id, 'Fraud')
    expect(first).toMatchObject({ creditId: id, address, amountWei: '5', reason: 'Fraud', version: 4 })
    expect(await admin().revokeCredit(id, 'Another')).toEqual(first)
    const all = { address, creditCount: 3, amountWei: '23', version: 6 }
    expect(await admin().revokeUserCredits(address, 'Fraud')).toEqual(all)
    expect(await admin().revokeUserCredits(address, 'Fraud')).toEqual(all)
    const listed = (await collect(admin().listRevocations({ state: 'pending', pageSize: 2 }))).filter(
      (revocation) => revocation.address === address,
    )
    expect(listed[0]).toEqual({ ...first, state: 'pending' })
    expect(listed).toHaveLength(3)
    expect(await collect(admin().listRevocations({ state: 'seen' }))).toEqual([])
    const { calls, hasMore } = await admin().getRevocationCalls({ perCall: 2 })
    expect([calls.map(({ creditHashes }) => creditHashes.length), hasMore]).toEqual([[2, 1], false])
  })

  test('error: as CreditsApiError with the code of the server', async () => {
    await expect(admin().revokeCredit('3f2504e0-4f89-41d3-9a0c-0305e82c3301', 'x')).rejects.toMatchObject({
      name: 'CreditsApiError',
      code: 'CREDIT_NOT_FOUND',
      status: 404,
    })
    await expect(admin().revokeUserCredits(newAddress(), 'x')).rejects.toMatchObject({ code: 'USER_NOT_FOUND' })
  })
})

describe('listCredits, getCreditById, getUserBalance, getUserEntries', () => {
  test('default: everything of a user, with who and why, of any moment', async () => {
    const address = newAddress()
    const [first = '', second = ''] = await makeCredits(server, address, { reason: 'One' }, { claimed: false })
    const listed = await collect(admin().listCredits({ address, pageSize: 1 }))
    expect(listed.map(({ id, state }) => [id, state])).toEqual([
      [second, 'pending'],
      [first, 'available'],
    ])
    expect(await collect(admin().listCredits({ address, state: 'pending' }))).toEqual([listed[0]])
    const { entries, ...credit } = await admin().getCreditById(first)
    expect(credit).toEqual(listed[1])
    expect(entries).toMatchObject([{ kind: 'granted', reason: 'One', actor: 'maker' }])
    const asOf = listed[1]?.createdAt ?? ''
    expect((await admin().getUserBalance(address, { asOf })).version).toBe(1)
    const now = await createCreditsReader({ baseUrl: server.url }).getCredits(address)
    expect(await admin().getUserBalance(address)).toEqual(now)
    const history = await collect(admin().getUserEntries(address, { pageSize: 1 }))
    expect(history.map(({ version, actor, reason }) => [version, actor, reason])).toEqual([
      [2, 'maker', undefined],
      [1, 'maker', 'One'],
    ])
  })

  test('behavior: break ends the requests', async () => {
    let requests = 0
    const counted = admin({
      fetch: (input, init) => {
        requests += 1
        return fetch(input, init)
      },
    })
    for await (const _ of counted.listCredits({ pageSize: 10 })) break
    expect(requests).toBe(1)
  })
})

describe('exportCredits, exportEntries', () => {
  test('default: every row, parsed', async () => {
    const rows = await collect(admin().exportCredits({ issuer: 'many' }))
    expect(rows).toHaveLength(many)
    expect(rows[0]).toMatchObject({
      issuer: 'many',
      amountWei: '1000000000000000001',
      state: 'available',
      reason: '=1+1',
    })
    expect(rows[1]?.reason).toBe('ä€"'.repeat(80))
    const entries = await collect(admin().exportEntries({ address: rows[0]?.address ?? '' }))
    expect(entries.map(({ version }) => version)).toEqual(entries.map((_, nth) => nth + 1))
  })

  test('default: as CSV the very file of the server, in pieces', async () => {
    const file = async (path: string) => {
      const answer = await fetch(`${server.url}${path}`, { headers: { Authorization: `Bearer ${rootApiKey}` } })
      return answer.text()
    }
    const pieces = await collect(admin().exportCredits({ issuer: 'many', format: 'csv' }))
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.join('')).toBe(await file('/credits/export?issuer=many&format=csv'))
    const entries = await collect(admin().exportEntries({ kind: 'revoked', format: 'csv' }))
    expect(entries.join('')).toBe(await file('/entries/export?kind=revoked&format=csv'))
    expect(entries.join('')).toMatch(/^address,version,kind,/)
  })

  test('behavior: break ends the export and its cursor; an abort throws its reason', async () => {
    const open = async () => {
      const { rows } = await server.knex.raw(
        `select from pg_stat_activity where datname = current_database() and application_name = 'credits-server exports' and state <> 'idle'`,
      )
      return rows.length
    }
    for await (const _ of admin().exportCredits()) break
    await expect.poll(open, { timeout: 10_000 }).toBe(0)
    const controller = new AbortController()
    const loop = (async () => {
      for await (const _ of admin().exportCredits({ signal: controller.signal })) controller.abort('enough')
    })()
    await expect(loop).rejects.toBe('enough')
    await expect.poll(open, { timeout: 10_000 }).toBe(0)
  })

  test('error: a lost database in the middle is NETWORK, after the rows that had come', async () => {
    const rows: ExportedCredit[] = []
    const loop = (async () => {
      for await (const row of admin().exportCredits()) {
        if (rows.push(row) === 1) await server.database.disconnectAll()
        // Slower than it comes, so that not all of it is here yet.
        if (rows.length < 20) await new Promise((resolve) => setTimeout(resolve, 10))
      }
    })()
    // On loopback all of it may have been on its way already; then it is whole.
    const outcome = await loop.then(
      () => 'whole',
      (error: unknown) => error,
    )
    if (outcome === 'whole') expect(rows.length).toBeGreaterThanOrEqual(many)
    else expect(outcome).toMatchObject({ name: 'UnavailableError', code: 'NETWORK', retryable: true })
  })

  test.each([
    ['no last line', '{"id":"1"}\n{"id":"2"}\n'],
    ['half a line', '{"id":"1"}\n{"id":'],
    ['a wrong count', '{"id":"1"}\n{"end":true,"count":2}\n'],
    ['no line that ends', '{"id":"1"}'],
    ['a last line that does not end', '{"id":"1"}\n{"end":true,"count":1}'],
  ])('error: NETWORK for an export with %s, even if it came to its end', async (_, text) => {
    const standIn = createServer((_, response) => void response.end(text)).listen(0)
    const baseUrl = `http://127.0.0.1:${(standIn.address() as AddressInfo).port}`
    await expect(collect(admin({ baseUrl }).exportCredits())).rejects.toMatchObject({ code: 'NETWORK' })
    standIn.close()
  })

  test('error: NETWORK for a CSV that breaks off', async () => {
    const standIn = createServer((_, response) => {
      response.write('id,address\r\n')
      setTimeout(() => response.destroy(), 50)
    }).listen(0)
    const baseUrl = `http://127.0.0.1:${(standIn.address() as AddressInfo).port}`
    const pieces: string[] = []
    const loop = (async () => {
      for await (const piece of admin({ baseUrl }).exportCredits({ format: 'csv' })) pieces.push(piece)
    })()
    await expect(loop).rejects.toMatchObject({ code: 'NETWORK' })
    expect(pieces).toEqual(['id,address\r\n'])
    standIn.close()
  })

  test('error: silence for timeoutMs is NETWORK, and timeoutMs is no limit of the whole', async () => {
    let beats = 0
    const standIn = createServer((_, response) => {
      response.write('{"id":"1"}\n')
      const timer = setInterval(() => {
        beats += 1
        if (beats < 10) response.write('{"id":"1"}\n')
      }, 100)
      response.on('close', () => clearInterval(timer))
    }).listen(0)
    const baseUrl = `http://127.0.0.1:${(standIn.address() as AddressInfo).port}`
    const rows: unknown[] = []
    const loop = (async () => {
      for await (const row of admin({ baseUrl, timeoutMs: 500 }).exportCredits()) rows.push(row)
    })()
    await expect(loop).rejects.toMatchObject({ code: 'NETWORK' })
    expect(rows).toHaveLength(10)
    standIn.close()
  })

  test('error: what the server refuses is thrown before the first row', async () => {
    const rows = admin({ apiKey: 'wrong' }).exportCredits()
    await expect(rows.next()).rejects.toBeInstanceOf(CreditsApiError)
    await expect(admin().exportCredits({ address: '0x1' }).next()).rejects.toMatchObject({ code: 'INVALID_ADDRESS' })
  })
})
