import { connect, type Socket } from 'node:net'
import { type ErrorCode, errorCodes, operationTable } from '@credits-server/contract'
import { documentJson } from '@credits-server/contract/document'
import type { Address } from '@credits-server/onchain'
import { expect, onTestFinished, vi } from 'vitest'
import { flagUsers } from '../src/domain/flagUsers.js'
import { optOutUser } from '../src/domain/optOutUser.js'
import { demoUsers } from '../src/seed/demoUsers.js'
import { inner } from './contract/findLeaks.js'
import { type RawAnswer, sendRaw } from './sendRaw.js'
import { root, type TestServer } from './startTestServer.js'

/** The page that asks, wherever nothing else is said; with CORS_ORIGINS at its default every answer is shared with it. */
export const origin = 'https://dapp.example'

/** A credit that nobody has. */
export const noCredit = '00000000-0000-4000-8000-000000000000'

export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** The reads of a user. The address stands in the path as it is given. */
export function readsOf(
  address: string,
  creditId = noCredit,
): readonly [credits: string, stream: string, credit: string, entries: string] {
  const user = `/users/${address}`
  return [`${user}/credits`, `${user}/credits/stream`, `${user}/credits/${creditId}`, `${user}/entries`]
}

/** Everything the tests of this file were answered. */
const seen: RawAnswer[] = []

/** Sends bytes as they are and remembers the answer. */
export async function send(
  { url }: Pick<TestServer, 'url'>,
  request: string | readonly string[],
  untilMs?: number,
): Promise<RawAnswer> {
  const answer = await sendRaw(url, request, untilMs)
  seen.push(answer)
  return answer
}

/** Sends one well-formed request on a connection of its own; `headers` stand after Host, Origin and Connection. */
export function ask(
  server: Pick<TestServer, 'url'>,
  method: string,
  path: string,
  headers: readonly string[] = [],
  untilMs = 2_000,
): Promise<RawAnswer> {
  const head = [`${method} ${path} HTTP/1.1`, 'Host: localhost', `Origin: ${origin}`, 'Connection: close']
  return send(server, [...head, ...headers], untilMs)
}

/** Opens a stream, waits for its first event and leaves. */
export async function askStream(
  server: Pick<TestServer, 'url'>,
  path: string,
  headers: readonly string[] = [],
): Promise<{ text: string }> {
  const connection = openConnection(server)
  connection.write([`GET ${path} HTTP/1.1`, 'Host: localhost', `Origin: ${origin}`, ...headers])
  await vi.waitFor(() => expect(connection.text()).toMatch(/\n\n/), { timeout: 2_000 })
  connection.socket.destroy()
  expect(connection.text()).not.toMatch(/^data: \{"ok":true/m)
  return { text: connection.text() }
}

/** The headers of a 200 that may be a stream. */
export async function headOf(
  server: Pick<TestServer, 'url'>,
  path: string,
  headers: readonly string[] = [],
): Promise<RawAnswer['headers']> {
  const { text } = path.endsWith('/stream')
    ? await askStream(server, path, headers)
    : await ask(server, 'GET', path, headers)
  const [statusLine, ...lines] = (text.split('\r\n\r\n')[0] ?? '').split('\r\n')
  expect(statusLine, path).toBe('HTTP/1.1 200 OK')
  return Object.fromEntries(lines.map((line) => [line.split(':')[0]?.toLowerCase(), line.replace(/^[^:]*: */, '')]))
}

/** What remains of headers when that is taken away which differs from answer to answer or belongs to how a body is sent. */
export function lasting({
  date,
  'x-request-id': requestId,
  'transfer-encoding': coding,
  ...headers
}: RawAnswer['headers']): RawAnswer['headers'] {
  return headers
}

/** Every path of the contract that anyone may read, with the examples of its parameters: of the demo's, so that GET is 200. */
export async function fillPaths(server: TestServer): Promise<string[]> {
  const [{ id }] = JSON.parse((await ask(server, 'GET', `/users/${demoUsers.fresh.address}/credits`)).body).credits
  const values: Record<string, string> = { ...parameterExamples, address: demoUsers.fresh.address, id }
  const read = Object.values(operationTable).filter(({ method, access }) => method === 'GET' && access === 'public')
  return read.map(({ path }) => path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? name))
}

const { components, paths } = JSON.parse(documentJson)
const parameters = [components.parameters, paths].flatMap(collectParameters)
const parameterExamples = Object.fromEntries(parameters.map(({ name, example }) => [name, String(example)]))

type PathParameter = { readonly in: 'path'; readonly name: string; readonly example: string | number }

function collectParameters(node: unknown): PathParameter[] {
  if (typeof node !== 'object' || node === null) return []
  return 'in' in node && node.in === 'path' ? [node as PathParameter] : Object.values(node).flatMap(collectParameters)
}

/** A socket of a client that may do as it likes. */
export type Connection = {
  readonly socket: Socket
  /** Everything that has come so far. */
  text(): string
  /** Writes lines with their CRLFs and the empty line behind them, or text as it is. */
  write(request: string | readonly string[]): void
  /** Whether the other side has closed. */
  closed(): boolean
}

/** Opens a connection to the server; it goes with the test. */
export function openConnection({ url }: Pick<TestServer, 'url'>): Connection {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const parts: Buffer[] = []
  let over = false
  socket.on('data', (part: Buffer) => parts.push(part))
  socket.on('error', () => {})
  socket.on('close', () => {
    over = true
  })
  onTestFinished(() => void socket.destroy())
  return {
    socket,
    text: () => Buffer.concat(parts).toString('utf8'),
    write: (request) => void socket.write(typeof request === 'string' ? request : `${request.join('\r\n')}\r\n\r\n`),
    closed: () => over,
  }
}

type Expected = {
  readonly details?: object
  /** The answer to HEAD: all headers, no body. */
  readonly head?: boolean
  /** False for what could not be parsed: it has no id, and nobody knows which page it came from. */
  readonly parsed?: boolean
}

/** Expects exactly the answer that rules.md sections 2 and 6 give an error of this code. */
export function expectError(answer: RawAnswer, code: ErrorCode, { details, head, parsed = true }: Expected = {}): void {
  const { status, message, remedy } = errorCodes[code]
  expect(answer.status, start(answer)).toBe(status)
  expectErrorHeaders(answer, parsed)
  if (code === 'METHOD_NOT_ALLOWED') expect(answer.headers).toHaveProperty('allow')
  if (code === 'UNAVAILABLE') expect(answer.headers['retry-after']).toMatch(/^[1-9][0-9]?$/)
  if (head) {
    expect(answer.body).toBe('')
    return
  }

  const requestId = answer.headers['x-request-id']
  const body: unknown = JSON.parse(answer.body)
  expect(body).toEqual({
    error: `${message} ${remedy}`,
    code,
    ...(parsed ? { requestId } : {}),
    ...(details === undefined ? {} : { details }),
  })
}

/** Expects exactly the 401 of a flagged user. */
export function expectFlagged(answer: RawAnswer, reason?: string): void {
  expect(answer.status, start(answer)).toBe(401)
  expectErrorHeaders(answer, true)
  expect(answer.headers).not.toHaveProperty('www-authenticate')
  const { status, message, remedy } = errorCodes.USER_FLAGGED
  expect(status).toBe(401)
  expect(JSON.parse(answer.body)).toEqual({
    ok: false,
    message: `${message} ${remedy}`,
    reason: { message: reason ?? expect.stringMatching(/./) },
    isBlockedForClaiming: true,
    error: `${message} ${remedy}`,
    code: 'USER_FLAGGED',
    requestId: answer.headers['x-request-id'],
  })
}

function expectErrorHeaders(answer: RawAnswer, parsed: boolean): void {
  const { headers } = answer
  expect(headers, start(answer)).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  expect(headers).toHaveProperty('content-length')
  expect(headers).not.toHaveProperty('etag')
  if (!parsed) return
  expect(headers['x-request-id']).toMatch(/^[A-Za-z0-9-]{1,64}$/)
  expect(headers, start(answer)).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'ETag, Retry-After, X-Request-Id, Idempotency-Replayed',
  })
  expect(headers).not.toHaveProperty('access-control-allow-credentials')
}

/** Enough of an answer to see what went wrong. */
const start = ({ text }: RawAnswer) => text.slice(0, 800)

/**
 * Expects that no answer of this file shows what the server is made of, that no success has a top-level `ok: true` (a known
 * client would unwrap it), and that nothing was logged as an error.
 */
export function expectNothingGivenAway(...servers: readonly TestServer[]): void {
  expect(seen.length).toBeGreaterThan(0)
  for (const { status, headers, body, text } of seen) {
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers).not.toHaveProperty('server')
    if (status >= 400) expect(text).not.toMatch(inner)
    if (status >= 300 || body === '' || !headers['content-type']?.startsWith('application/json')) continue
    expect(JSON.parse(body).ok).not.toBe(true)
  }
  for (const { logs } of servers) expect(logs.filter(({ level }) => Number(level) >= 50)).toEqual([])
}

type Standing = { known?: boolean; optedOut?: boolean; flag?: string; ip?: string; linked?: readonly Address[] }

/** Makes a user of some standing, without credits. */
export async function insertUser(
  { knex, ledger }: Pick<TestServer, 'knex' | 'ledger'>,
  address: Address,
  { known = true, optedOut = false, flag, ip, linked = [] }: Standing,
): Promise<void> {
  await knex('users').insert({ address, known_at: known ? new Date() : null })
  if (optedOut) await optOutUser(ledger, { actor: root, address })
  if (flag === undefined) return
  const reason = { message: flag, linkedAddresses: linked, ...(ip === undefined ? {} : { ip }) }
  await flagUsers(ledger, { actor: root, addresses: [address], flag: { type: 'multi-account', reason } })
}
