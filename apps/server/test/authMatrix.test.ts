import { errorCodes, type OperationId, operationTable, type Scope, scopes } from '@credits-server/contract'
import { documentJson } from '@credits-server/contract/document'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeApiKey } from '../src/keys/ApiKeyText.js'
import { expectNothingGivenAway, send } from './badInputTools.js'
import { createTestKey } from './createTestKey.js'
import type { RawAnswer } from './sendRaw.js'
import { rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

/** Who may what: every operation of the contract with every kind of credential. Nothing here names an operation. */
let server: TestServer
const keys = new Map<Scope, string>()
/** Keys with every scope, of which nothing is good any more, and one with every scope but one. */
let revoked: string
let expired: string
const allBut = new Map<Scope, string>()
/** Cells of the matrix that were tried, by operation. */
const cells = new Map<OperationId, number>()

const allScopes = Object.keys(scopes) as Scope[]
const operations = Object.entries(operationTable) as [OperationId, (typeof operationTable)[OperationId]][]
const guarded = operations.filter(([, { access }]) => access === 'bearer')
const open = operations.filter(([, { access }]) => access !== 'bearer')

beforeAll(async () => {
  server = await startTestServer({ seed: true })
  for (const scope of allScopes) {
    keys.set(scope, (await createTestKey(server, [scope])).secret)
    const others = allScopes.filter((one) => one !== scope)
    allBut.set(scope, (await createTestKey(server, others)).secret)
  }
  const first = await createTestKey(server, allScopes)
  const second = await createTestKey(server, allScopes)
  const now = "date_trunc('milliseconds', clock_timestamp())"
  await server.knex.raw(`update api_keys set revoked_at = ${now} where id = ?`, [first.id])
  await server.knex.raw("update api_keys set expires_at = created_at + '1 ms' where id = ?", [second.id])
  revoked = first.secret
  expired = second.secret
})
afterAll(async () => {
  expectNothingGivenAway(server)
  await server.stop()
})

type Node = { readonly [key: string]: Node }
const document: Node = JSON.parse(documentJson)

function resolve(node: Node): Node {
  const target = node['$ref'] as unknown as string | undefined
  if (target === undefined) return node
  return target
    .slice(2)
    .split('/')
    .reduce((at, key) => at[key] as Node, document)
}

/** An operation's request with the document's own examples and an empty body: good up to where its credential is asked for. */
function requestOf(id: OperationId) {
  const { method, path } = operationTable[id]
  const operation = document['paths']?.[path]?.[method.toLowerCase()] as Node
  const parameters = Object.values((operation['parameters'] ?? []) as Node).map(resolve)
  const required = parameters.filter(({ required }) => (required as unknown) === true)
  const exampleOf = (place: string, name: string) => {
    const found = required.find((one) => String(one['in']) === place && String(one['name']) === name)
    return encodeURIComponent(String(found?.['example']))
  }
  const query = required.filter((one) => String(one['in']) === 'query').map(({ name }) => String(name))
  const headers = required.filter((one) => String(one['in']) === 'header')
  const body = operation['requestBody'] ? '{}' : ''
  const search = query.map((name) => `${name}=${exampleOf('query', name)}`).join('&')
  return {
    method,
    body,
    path: path.replace(/\{(\w+)\}/g, (_, name) => exampleOf('path', name)) + (search && `?${search}`),
    lines: [
      ...headers.map((one) => `${String(one['name'])}: ${String(one['example'])}`),
      ...(body ? ['Content-Type: application/json', `Content-Length: ${body.length}`] : []),
    ],
  }
}

/** Asks for an operation with these lines as its credential. */
async function tryWith(id: OperationId, credential: readonly string[], query = ''): Promise<RawAnswer> {
  const { method, path, lines, body } = requestOf(id)
  const target = query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`
  const head = [`${method} ${target} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...lines, ...credential]
  cells.set(id, (cells.get(id) ?? 0) + 1)
  return send(server, `${head.join('\r\n')}\r\n\r\n${body}`, 1_000)
}

const bearer = (key: string) => [`Authorization: Bearer ${key}`]

function expectPlain(answer: RawAnswer, code: 'UNAUTHORIZED' | 'FORBIDDEN' | 'MALFORMED_REQUEST', details?: object) {
  const { status, message, remedy } = errorCodes[code]
  expect(answer.status, answer.text).toBe(status)
  expect(JSON.parse(answer.body)).toEqual({
    error: `${message} ${remedy}`,
    code,
    requestId: answer.headers['x-request-id'],
    ...(details === undefined ? {} : { details }),
  })
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  })
  expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
}

const failing = {
  'no credential': () => [],
  'an empty one': () => ['Authorization:'],
  'a wrong key of the right form': () => bearer(makeApiKey().text),
  'a right id with a wrong secret': () => bearer(`${keys.get('audit:read')?.slice(0, 16)}${'A'.repeat(43)}`),
  'a malformed key': () => bearer('ck_x'),
  'the root key cut short': () => bearer(rootApiKey.slice(0, -1)),
  'another scheme': () => [`Authorization: Basic ${Buffer.from(`root:${rootApiKey}`).toString('base64')}`],
  'a revoked key': () => bearer(revoked),
  'an expired key': () => bearer(expired),
  'the key in another header': () => [`X-API-Key: ${rootApiKey}`],
} as const

describe.each(guarded.map(([id]) => id))('G1: %s', (id) => {
  const scope = operationTable[id].scope as Scope

  test.each(Object.entries(failing))('%s is UNAUTHORIZED', async (_, credential) => {
    const answer = await tryWith(id, credential())
    expectPlain(answer, 'UNAUTHORIZED')
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="credits"')
  })

  test.each(['api_key', 'access_token', 'key', 'Authorization'])('a key as %s in the query is none', async (name) => {
    for (const value of [rootApiKey, `Bearer%20${rootApiKey}`]) {
      expectPlain(await tryWith(id, [], `${name}=${value}`), 'UNAUTHORIZED')
    }
  })

  test('two Authorization lines are MALFORMED_REQUEST, right ones too', async () => {
    for (const second of [rootApiKey, keys.get(scope) ?? '', 'x']) {
      expectPlain(await tryWith(id, [...bearer(rootApiKey), ...bearer(second)]), 'MALFORMED_REQUEST')
    }
  })

  test.each(allScopes.filter((one) => one !== scope))('%s alone is FORBIDDEN', async (other) => {
    expectPlain(await tryWith(id, bearer(keys.get(other) ?? '')), 'FORBIDDEN', { scope })
  })

  test('every scope but its own is FORBIDDEN', async () => {
    expectPlain(await tryWith(id, bearer(allBut.get(scope) ?? '')), 'FORBIDDEN', { scope })
  })

  test('its own scope alone, and root, are let in', async () => {
    for (const key of [keys.get(scope) ?? '', rootApiKey]) {
      const answer = await tryWith(id, bearer(key))
      expect([401, 403], answer.text).not.toContain(answer.status)
      expect(answer.status, answer.text).toBeLessThan(500)
    }
  })
})

/** What does not differ from answer to answer: neither ids, nor whether it was the first, nor when a stream says that it lives. */
const lasting = ({ status, text }: RawAnswer) => [
  status,
  text
    .replace(/^(x-request-id|date|retry-after|idempotency-replayed):.*\r\n/gim, '')
    .replace(/"(requestId|checkedAt)":"[^"]*"|^retry: .*$/gm, ''),
]

describe.each(open.map(([id]) => id))('G1: %s', (id) => {
  test('is for anyone: no credential changes its answer', async () => {
    const plain = await tryWith(id, [])
    expect(plain.headers['www-authenticate']).toBeUndefined()
    expect(plain.status, plain.text).not.toBe(403)
    for (const credential of [bearer('x'), bearer(revoked), bearer(rootApiKey), [...bearer('x'), ...bearer('y')]]) {
      expect(lasting(await tryWith(id, credential))).toEqual(lasting(plain))
    }
  })
})

test('G1: the matrix has every operation of the contract, and at least 120 cells', () => {
  expect([...cells.keys()].sort()).toEqual(Object.keys(operationTable).sort())
  const count = [...cells.values()].reduce((sum, each) => sum + each, 0)
  expect(count).toBeGreaterThanOrEqual(120)
  for (const [id] of guarded) expect([id, cells.get(id)]).toEqual([id, 35])
  console.log(`G1: ${count} cells over ${cells.size} operations`)
})

test('G1: what has ended leaves no trace', async () => {
  const ended = [revoked, expired].map((key) => key.slice(3, 15))
  expect(await server.knex('audit_log').whereIn('key_id', ended)).toEqual([])
  expect(await server.knex('api_keys').whereIn('id', ended).whereNotNull('last_used_at')).toEqual([])
})
