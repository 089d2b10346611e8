import { randomUUID } from 'node:crypto'
import { type ErrorCode, errorCodes } from '@credits-server/contract'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FaultProxy } from '../../faults/tools/startFaultProxy.js'
import { demoUsers } from '../src/seed/demoUsers.js'
import { expectNothingGivenAway, send } from './badInputTools.js'
import { newAddress } from './grantTestCredit.js'
import type { RawAnswer } from './sendRaw.js'
import { startDatabaseProxy } from './startDatabaseProxy.js'
import { rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

let server: TestServer
/** The server's way to its database. */
let link: FaultProxy

beforeAll(async () => {
  server = await startTestServer({
    seed: true,
    through: async (database) => {
      const { proxy, connectionString } = await startDatabaseProxy(database)
      link = proxy
      return connectionString
    },
  })
})
afterEach(() => link.heal())
afterAll(async () => {
  expectNothingGivenAway(server)
  await server.stop()
  await link.close()
})

/** One write with its key: sent again it is the same one. */
type Write = { readonly path: string; readonly credential?: string; readonly key: string; readonly body: string }

const grant = (fields: object = {}): Write => ({
  path: `/users/${newAddress()}/credits`,
  credential: `Authorization: Bearer ${rootApiKey}`,
  key: randomUUID(),
  body: JSON.stringify({ type: 'on-demand', amount: '1', reason: 'A test', ...fields }),
})
const demoGrant = (): Write => ({
  path: `/demo/users/${demoUsers.fresh.address}/credits`,
  key: randomUUID(),
  body: '{}',
})
const writes = [
  ['grantCredits', grant],
  ['demoGrant', demoGrant],
] as const

function post({ path, credential, key, body }: Write): Promise<RawAnswer> {
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    `Idempotency-Key: ${key}`,
    ...(credential === undefined ? [] : [credential]),
  ]
  return send(server, `${head.join('\r\n')}\r\n\r\n${body}`, 10_000)
}

/** Expects the whole answer of a write that met a lost database. */
function expectLost(answer: RawAnswer, code: ErrorCode): void {
  const { message, remedy } = errorCodes[code]
  expect(answer.text, code).toContain(`"code":"${code}"`)
  expect(answer.status).toBe(503)
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'retry-after': expect.stringMatching(/^[1-9][0-9]?$/),
  })
  expect(answer.headers).not.toHaveProperty('idempotency-replayed')
  const requestId = answer.headers['x-request-id']
  expect(JSON.parse(answer.body)).toEqual({ error: `${message} ${remedy}`, code, requestId })
}

async function countEffects({ key }: Write): Promise<number[]> {
  const credits = server.knex('credits').where({ reference: `idem:${key}` })
  const entries = server.knex('entries').whereIn('credit_id', credits.clone().select('id'))
  return [(await credits).length, (await entries).length]
}

/** Expects that the same key settles it, at once and for ever, with one effect. */
async function expectSettled(write: Write, { wasMade }: { wasMade: boolean }): Promise<void> {
  const settled = await post(write)
  expect([settled.status, settled.headers['idempotency-replayed']]).toEqual([201, wasMade ? 'true' : undefined])
  const again = await post(write)
  expect([again.status, again.headers['idempotency-replayed'], again.body]).toEqual([201, 'true', settled.body])
  expect(await countEffects(write)).toEqual([1, 1])
}

/** What a grant says to Postgres between BEGIN and COMMIT, in this order. */
const statements = [
  // A prepared statement goes by its name.
  'take-key',
  'SAVEPOINT',
  'make-users',
  'lock-users',
  'find-flagged',
  'find-running-season',
  'read-issued',
  'insert-credits',
  'write-facts',
  'take-from-budgets',
]

describe.each(writes)('%s', (_, makeWrite) => {
  test('row 34: while the database is lost it is UNAVAILABLE, and the key is as good as new', async () => {
    const [lost, ...more] = Array.from({ length: 20 }, makeWrite)
    if (lost === undefined) throw new Error('no write')
    await post(makeWrite())
    await server.database.close()
    const beganAtMs = performance.now()
    for (const answer of await Promise.all([lost, ...more].map(post))) expectLost(answer, 'UNAVAILABLE')
    expect(performance.now() - beganAtMs).toBeLessThan(3_000)
    await server.database.open()
    expect(await countEffects(lost)).toEqual([0, 0])
    await expectSettled(lost, { wasMade: false })
  })

  test('row 34: a connection that is found dead at BEGIN is nobody’s trouble', async () => {
    const write = makeWrite()
    await post(makeWrite())
    link.cutRequest((bytes) => (bytes.includes('BEGIN') ? 0 : null))
    const before = link.cuts()
    expect((await post(write)).status).toBe(201)
    expect(link.cuts()).toBe(before + 1)
    expect(await countEffects(write)).toEqual([1, 1])
  })

  describe.each([
    ['never arrives', () => 0],
    ['is done and its answer is lost', (bytes: Buffer) => bytes.length],
  ] as const)('row 34: when a statement %s it is UNAVAILABLE, and the key settles it', (_, kept) => {
    test.each(statements)('%s', async (statement) => {
      const write = makeWrite()
      const before = link.cuts()
      link.cutRequest((bytes) => (bytes.includes(statement) ? kept(bytes) : null))
      expectLost(await post(write), 'UNAVAILABLE')
      expect(link.cuts()).toBe(before + 1)
      await expectSettled(write, { wasMade: false })
    })
  })

  test('row 34: the record of the key travels with COMMIT: cut between the two it is OUTCOME_UNKNOWN, and nothing was done', async () => {
    const write = makeWrite()
    let together = false
    link.cutRequest((bytes) => {
      if (!bytes.includes('remember-outcome')) return null
      together = bytes.includes('COMMIT')
      // A simple query begins five bytes before its text.
      return bytes.indexOf('COMMIT') - 5
    })
    expectLost(await post(write), 'OUTCOME_UNKNOWN')
    expect(together).toBe(true)
    await expectSettled(write, { wasMade: false })
  })

  test('row 34: when COMMIT never arrives it is OUTCOME_UNKNOWN, and the key makes it', async () => {
    const write = makeWrite()
    link.cutRequest((bytes) => (bytes.includes('COMMIT') ? 0 : null))
    expectLost(await post(write), 'OUTCOME_UNKNOWN')
    await expectSettled(write, { wasMade: false })
  })

  test('row 34: when the answer of COMMIT is lost it is OUTCOME_UNKNOWN, and the key tells that it was made', async () => {
    const write = makeWrite()
    link.cutAnswer((bytes) => (bytes.includes('COMMIT') ? 0 : null))
    expectLost(await post(write), 'OUTCOME_UNKNOWN')
    expect(await countEffects(write)).toEqual([1, 1])
    await expectSettled(write, { wasMade: true })
  })
})

test.each([
  ['never arrives', () => 0],
  ['is done and its answer is lost', (bytes: Buffer) => bytes.length],
] as const)(
  'row 34: when the audit record of a grant %s it is UNAVAILABLE, and the key settles it',
  async (_, kept) => {
    const write = grant()
    const records = () => server.knex('audit_log').where({ idempotency_key: write.key })
    link.cutRequest((bytes) => (bytes.includes('record-write') ? kept(bytes) : null))
    expectLost(await post(write), 'UNAVAILABLE')
    expect(await records()).toHaveLength(0)
    await expectSettled(write, { wasMade: false })
    expect(await records()).toHaveLength(1)
  },
)

test('row 34: a refusal whose COMMIT is lost is OUTCOME_UNKNOWN too, and the key tells of it', async () => {
  const write = grant({ seasonId: 77 })
  link.cutAnswer((bytes) => (bytes.includes('COMMIT') ? 0 : null))
  expectLost(await post(write), 'OUTCOME_UNKNOWN')
  const again = await post(write)
  expect([again.status, again.headers['idempotency-replayed']]).toEqual([422, 'true'])
  expect(JSON.parse(again.body)).toMatchObject({ code: 'UNKNOWN_SEASON' })
  expect(await countEffects(write)).toEqual([0, 0])
})

test('row 34: what needs no database is refused as ever while it is lost', async () => {
  await server.database.close()
  const { path, body } = grant()
  const refusals = await Promise.all([
    post({ path, body, key: randomUUID() }),
    post({ ...grant(), key: '' }),
    post({ ...grant(), body: '{' }),
    post(grant({ amount: 1 })),
    post({ ...demoGrant(), path: `/demo/users/${newAddress()}/credits` }),
  ])
  await server.database.open()
  expect(refusals.map(({ status, body }) => [status, JSON.parse(body).code])).toEqual([
    [401, 'UNAUTHORIZED'],
    [400, 'IDEMPOTENCY_KEY_REQUIRED'],
    [400, 'INVALID_JSON'],
    [400, 'AMOUNT_MUST_BE_STRING'],
    [404, 'USER_NOT_FOUND'],
  ])
})
