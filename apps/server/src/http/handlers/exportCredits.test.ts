import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { ExportedCredit, ExportedEntry } from '@credits-server/contract'
import { parseMana } from '@credits-server/onchain'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../../packages/onchain/test/fuzzRuns.js'
import { askOperator } from '../../../test/askOperator.js'
import { newAddress } from '../../../test/grantTestCredit.js'
import { insertManyCredits } from '../../../test/insertManyCredits.js'
import { makeCredits } from '../../../test/makeCredits.js'
import { parseCsv } from '../../../test/parseCsv.js'
import { recordSpend } from '../../../test/recordSpend.js'
import { rootApiKey, startTestServer, type TestServer } from '../../../test/startTestServer.js'

/** 100,000 at the full counts. */
const many = fuzzRuns(5_000)

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

let server: TestServer
const sockets: Socket[] = []
beforeAll(async () => {
  server = await startTestServer()
  await insertManyCredits(server.database.connectionString, many)
  // A hundred thousand wide rows take a busy machine a minute or two.
}, 600_000)
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  // Whatever became of an export, its cursor is closed.
  await expect.poll(openTransactions, { timeout: 10_000 }).toBe(0)
})
afterAll(() => server.stop())

async function openTransactions(): Promise<number> {
  const { rows } = await server.knex.raw(
    `select count(*) from pg_stat_activity
     where datname = current_database() and application_name = 'credits-server exports' and state <> 'idle'`,
  )
  return Number(rows[0].count)
}

/** Exports whose first rows are there, and whose client takes no more. */
async function stalledExports(): Promise<number> {
  const { rows } = await server.knex.raw(
    `select count(*) from pg_stat_activity
     where datname = current_database() and application_name = 'credits-server exports'
       and state = 'idle in transaction' and query like 'fetch %'`,
  )
  return Number(rows[0].count)
}

const get = (path: string, accept?: string) =>
  fetch(server.url + path, {
    headers: { Authorization: `Bearer ${rootApiKey}`, ...(accept === undefined ? {} : { Accept: accept }) },
  })

/** The rows of an NDJSON export, which must say that it is whole. */
async function rowsOf<Row>(path: string): Promise<Row[]> {
  const answer = await get(path)
  expect([path, answer.status]).toEqual([path, 200])
  const lines = (await answer.text()).split('\n')
  expect(lines.pop()).toBe('')
  const end = lines.pop()
  expect(end).toBe(`{"end":true,"count":${lines.length}}`)
  return lines.map((line) => JSON.parse(line))
}

/** A client that has asked and reads nothing until it is told to. */
function askAndWait(path: string): Socket {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  socket.on('error', () => {})
  socket.pause()
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${rootApiKey}\r\n\r\n`)
  return socket
}

async function readRaw(socket: Socket, until: RegExp): Promise<string> {
  const parts: Buffer[] = []
  socket.on('data', (part) => parts.push(part))
  socket.resume()
  const tail = () => Buffer.concat(parts.slice(-4)).toString('latin1')
  await Promise.race([once(socket, 'close'), expect.poll(tail, { timeout: 30_000 }).toMatch(until)])
  return Buffer.concat(parts).toString('utf8')
}

describe('exportCredits', () => {
  test('default: every credit, oldest first, as NDJSON that says that it is whole', async () => {
    const answer = await get('/credits/export')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': 'attachment; filename="credits.ndjson"',
      'cache-control': 'no-store',
      'transfer-encoding': 'chunked',
    })
    await answer.body?.cancel()
    const rows = await rowsOf<ExportedCredit>('/credits/export')
    const expected = await server.knex('credits').orderBy(['created_at', 'id']).select('id', 'value_wei')
    expect(rows.map(({ id }) => id)).toEqual(expected.map(({ id }) => id))
    expect(rows.map(({ amountWei }) => amountWei)).toEqual(expected.map(({ value_wei }) => value_wei))
    for (const { amount, amountWei } of rows.slice(0, 50)) expect(String(parseMana(amount))).toBe(amountWei)
  })

  test('behavior: CSV has the same rows in the same order, and is chosen by Accept or by format', async () => {
    const address = newAddress()
    const [spent = ''] = await makeCredits(
      server,
      address,
      { wei: 10n ** 18n, reason: '=cmd|x', reference: '"a",b\r\nc' },
      { claimed: false, claimBy: new Date('2098-01-01Z'), annotation: '@x' },
    )
    await recordSpend(server.ledger, { address, creditId: spent, amountWei: 1n, actor: 'chain', cause: 'chain' })
    const path = `/credits/export?address=${address}`
    const rows = await rowsOf<ExportedCredit>(path)
    expect(rows[0]).toMatchObject({
      reason: '=cmd|x',
      amount: '1',
      spent: '0.000000000000000001',
      spentWei: '1',
      state: 'available',
      claimBy: null,
      seasonId: null,
    })
    expect(rows[1]).toMatchObject({ state: 'pending', claimBy: '2098-01-01T00:00:00Z', claimedAt: null })
    const answer = await get(path, 'text/csv')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="credits.csv"',
    })
    const text = await answer.text()
    const [header, ...lines] = parseCsv(text)
    expect(header).toEqual(Object.keys(rows[0] ?? {}))
    const guard = (value: unknown) => (/^[=@]/.test(String(value)) ? `'${value}` : String(value ?? ''))
    expect(lines).toEqual(rows.map((row) => Object.values(row).map(guard)))
    expect(text).toContain(`,'=cmd|x,`)
    for (const [query, accept, type] of [
      ['', undefined, 'application/x-ndjson'],
      ['', '*/*', 'application/x-ndjson'],
      ['', 'text/*', 'text/csv'],
      ['', 'text/csv;q=0.5, application/x-ndjson;q=0.4', 'text/csv'],
      ['&format=csv', 'application/x-ndjson', 'text/csv'],
      ['&format=ndjson', 'text/csv', 'application/x-ndjson'],
    ] as const) {
      const { headers } = await get(path + query, accept)
      expect([query, accept, headers.get('content-type')]).toEqual([query, accept, `${type}; charset=utf-8`])
    }
  })

  test('behavior: the filters of listCredits; nobody’s credits are a whole export too', async () => {
    const address = newAddress()
    const [open = '', revoked = ''] = await makeCredits(server, address, { issuer: 'export-shop' }, {})
    await askOperator(server, 'POST', `/credits/${revoked}/revoke`, { reason: 'x' })
    const ids = async (query: string) => (await rowsOf<ExportedCredit>(`/credits/export?${query}`)).map(({ id }) => id)
    expect(await ids(`address=${address}`)).toEqual([open, revoked])
    expect(await ids('state=revoked')).toEqual([revoked])
    expect(await ids('issuer=export-shop')).toEqual([open])
    expect(await ids('createdTo=2026-03-17T00:00:00.010Z')).toHaveLength(10)
    expect(await ids(`address=${newAddress()}`)).toEqual([])
    expect(await (await get(`/credits/export?format=csv&address=${newAddress()}`)).text()).toMatch(
      /^id,address,[^\r]+\r\n$/,
    )
  })

  test('behavior: no signature is ever exported', async () => {
    const text = await (await get('/credits/export')).text()
    expect(text).not.toMatch(/signature|33333333333333333333333333333333/)
  })

  test('behavior: all of it is of one moment, whatever is written while it is read', async () => {
    const address = newAddress()
    const [last = ''] = await makeCredits(server, address, {})
    const before = Number((await server.knex('credits').count())[0]?.['count'])
    const socket = askAndWait('/credits/export')
    await expect.poll(stalledExports).toBe(1)
    await askOperator(server, 'POST', `/credits/${last}/revoke`, { reason: 'x' })
    await makeCredits(server, address, {}, {})
    const text = await readRaw(socket, /"end":true/)
    expect(text).toContain(`{"end":true,"count":${before}}`)
    expect(text).toMatch(new RegExp(`"id":"${last}","address":"${address}","state":"available"`))
  })

  test('behavior: a client that has gone leaves no cursor, whether it had begun to read or not', async () => {
    for (const reads of [false, true]) {
      const socket = askAndWait('/credits/export')
      await expect.poll(stalledExports).toBe(1)
      if (reads) {
        socket.resume()
        await once(socket, 'data')
      }
      socket.destroy()
      await expect.poll(openTransactions, { timeout: 10_000 }).toBe(0)
    }
  })

  test('behavior: exports that nobody reads keep no balance waiting; a third one is told to come later', async () => {
    for (let nth = 1; nth <= 2; nth++) {
      askAndWait('/credits/export')
      await expect.poll(stalledExports).toBe(nth)
    }
    const third = await get('/credits/export')
    expect([third.status, await third.json()]).toMatchObject([503, { code: 'UNAVAILABLE' }])
    expect(third.headers.get('retry-after')).toMatch(/^\d+$/)
    const balances = Array.from({ length: 20 }, () => fetch(`${server.url}/users/0x${'1'.padStart(40, '0')}/credits`))
    expect(new Set((await Promise.all(balances)).map(({ status }) => status))).toEqual(new Set([200]))
  })

  test('behavior: HEAD has the headers and no body, and holds nothing', async () => {
    const answer = await fetch(`${server.url}/credits/export`, {
      method: 'HEAD',
      headers: { Authorization: `Bearer ${rootApiKey}` },
    })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
  })

  test('behavior: memory stays where it is, however much is exported', async () => {
    const used = () => {
      collectGarbage()
      const { heapUsed, external } = process.memoryUsage()
      return heapUsed + external
    }
    const before = used()
    let [bytes, measuredAt, peak] = [0, 0, 0]
    for await (const part of (await get('/credits/export')).body ?? []) {
      bytes += part.length
      if (bytes - measuredAt < 2 ** 20) continue
      measuredAt = bytes
      peak = Math.max(peak, used() - before)
    }
    const mb = (n: number) => Math.round(n / 2 ** 20)
    console.log(`export: ${many} credits, ${mb(bytes)} MB; what is held grew by at most ${mb(peak)} MB`)
    expect(peak).toBeLessThan(32 * 2 ** 20)
  })

  test('error: a database that is lost in the middle cuts the answer: neither form passes for the whole', async () => {
    for (const format of ['ndjson', 'csv']) {
      const socket = askAndWait(`/credits/export?format=${format}`)
      await expect.poll(stalledExports).toBe(1)
      await server.database.disconnectAll()
      const text = await readRaw(socket, /\r\n0\r\n\r\n$/)
      expect(text).toMatch(/^HTTP\/1\.1 200 OK/)
      expect(text.length).toBeGreaterThan(1_000)
      expect(text).not.toContain('"end":true')
      expect(text).not.toMatch(/\r\n0\r\n\r\n$/)
      expect(socket.destroyed).toBe(true)
    }
    expect((await rowsOf('/entries/export?kind=revoked')).length).toBeGreaterThan(0)
  })

  test('error: UNAVAILABLE as JSON while the database is away', async () => {
    await server.database.close()
    for (const path of ['/credits/export', '/entries/export?format=csv']) {
      const answer = await get(path)
      expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'UNAVAILABLE' }])
    }
    await server.database.open()
    await expect.poll(async () => (await get('/credits/export?state=lapsed')).status, { timeout: 10_000 }).toBe(200)
  })

  test('error: NOT_ACCEPTABLE, INVALID_PARAMETER, DUPLICATE_PARAMETER', async () => {
    expect((await get('/credits/export', 'application/json')).status).toBe(406)
    for (const [query, code] of [
      ['format=xml', 'INVALID_PARAMETER'],
      ['format=', 'INVALID_PARAMETER'],
      ['state=x', 'INVALID_FILTER'],
      ['format=csv&format=csv', 'DUPLICATE_PARAMETER'],
    ]) {
      const answer = await get(`/credits/export?${query}`)
      expect([query, answer.status, await answer.json()]).toMatchObject([query, 400, { code }])
    }
  })
})

describe('exportEntries', () => {
  test('default: every entry, by user and version', async () => {
    const rows = await rowsOf<ExportedEntry>('/entries/export')
    const expected = await server.knex('entries').orderBy(['address', 'version']).select('address', 'version')
    expect(rows.map(({ address, version }) => [address, version])).toEqual(
      expected.map(({ address, version }) => [address, Number(version)]),
    )
  })

  test('behavior: who and why are in it; filters; CSV', async () => {
    const address = newAddress()
    const [id = ''] = await makeCredits(server, address, { wei: 5n, reason: '-1', annotation: 'seen' })
    await askOperator(server, 'POST', `/credits/${id}/revoke`, { reason: 'Fraud' })
    const [granted, revoked] = await rowsOf<ExportedEntry>(`/entries/export?address=${address}`)
    expect(granted).toEqual({
      address,
      version: 1,
      kind: 'granted',
      creditId: id,
      amount: '0.000000000000000005',
      amountWei: '5',
      at: expect.stringMatching(/^\d{4}-.+\.\d{3}Z$/),
      cause: 'operator',
      actor: 'maker',
      reason: '-1',
      annotation: 'seen',
    })
    expect(revoked).toMatchObject({ kind: 'revoked', actor: 'root', reason: 'Fraud', annotation: null })
    const csv = parseCsv(await (await get(`/entries/export?format=csv&kind=granted&address=${address}`)).text())
    expect(csv).toEqual([
      Object.keys(granted ?? {}),
      [address, '1', 'granted', id, '0.000000000000000005', '5', granted?.at, 'operator', 'maker', "'-1", 'seen'],
    ])
    const range = `from=2026-03-17T00:00:00Z&to=2026-03-17T00:00:00.005Z`
    expect(await rowsOf(`/entries/export?${range}`)).toHaveLength(5)
    expect(await rowsOf(`/entries/export?kind=flagged&from=0000-01-01T00:00:00Z&to=9999-12-31T23:59:59-23:59`)).toEqual(
      [],
    )
  })

  test('error: INVALID_PARAMETER, INVALID_ADDRESS', async () => {
    for (const [query, code] of [
      ['kind=expired', 'INVALID_FILTER'],
      ['from=now', 'INVALID_PARAMETER'],
      ['to=', 'INVALID_PARAMETER'],
      [`address=${randomUUID()}`, 'INVALID_ADDRESS'],
    ]) {
      const answer = await get(`/entries/export?${query}`)
      expect([query, answer.status, await answer.json()]).toMatchObject([query, 400, { code }])
    }
  })
})
