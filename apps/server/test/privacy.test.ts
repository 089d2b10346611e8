import { randomBytes, randomUUID } from 'node:crypto'
import type { OperationId } from '@credits-server/contract'
import { type Address, parseMana } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flagUsers } from '../src/domain/flagUsers.js'
import { grantCredits } from '../src/domain/grantCredits.js'
import { optOutUser } from '../src/domain/optOutUser.js'
import { rejoinUser } from '../src/domain/rejoinUser.js'
import { unflagUsers } from '../src/domain/unflagUsers.js'
import { demoUsers } from '../src/seed/demoUsers.js'
import { askOperator } from './askOperator.js'
import { type ContractRequest, contractRequests, guardedOperations, publicOperations } from './contractRequests.js'
import { newAddress } from './grantTestCredit.js'
import { type OpenedStream, openStream } from './openStream.js'
import { recordSpend } from './recordSpend.js'
import { rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

/** What nobody but an operator may ever see; each word is nowhere else in the world. */
const word = (kind: string) => `canary-${kind}-${randomBytes(6).toString('hex')}`
const quad = () => randomBytes(2).toString('hex').replace(/^0+/, '1')
const ip = `2001:db8:${quad()}:${quad()}:${quad()}:${quad()}:${quad()}:${quad()}`
const linked = [newAddress(), newAddress()]
const actor = { client: word('actor'), scopes: 'all' } as const
const [reasonText, annotation, liftedMessage, endedMessage, olderMessage] = [
  word('reason'),
  word('annotation'),
  word('lifted'),
  word('ended'),
  word('older'),
]
const secrets = [ip, ...linked, actor.client, reasonText, annotation, liftedMessage, endedMessage, olderMessage]

let server: TestServer
/** One user of every standing; the message of an active flag is public. */
const users = {
  enrolled: newAddress(),
  flagged: newAddress(),
  flaggedTwice: newAddress(),
  lifted: newAddress(),
  ended: newAddress(),
  optedOut: newAddress(),
  rejoined: newAddress(),
  flaggedAndOptedOut: newAddress(),
  onlyFlagged: newAddress(),
  onlyOnceFlagged: newAddress(),
}
const everybody = Object.values(users)
let creditIds: string[]

beforeAll(async () => {
  server = await startTestServer({ seed: true, env: { RECONCILE_MS: '200', HEARTBEAT_MS: '1000' } })
  for (const address of everybody.slice(0, -2)) await grant(address)
  const flag = (addresses: Address[], message: string, until?: Date) =>
    flagUsers(server.ledger, {
      actor,
      addresses,
      flag: { type: 'multi-account', reason: { message, ip, linkedAddresses: linked }, ...(until ? { until } : {}) },
    })
  const until = new Date((Math.ceil(Date.now() / 1_000) + 2) * 1_000)
  await flag([users.ended], endedMessage, until)
  await flag([users.flaggedTwice], olderMessage)
  await flag([users.lifted, users.onlyOnceFlagged], liftedMessage)
  await unflagUsers(server.ledger, { actor, addresses: [users.lifted, users.onlyOnceFlagged], type: 'multi-account' })
  await flag([users.flagged, users.flaggedTwice, users.flaggedAndOptedOut, users.onlyFlagged], 'Public.')
  for (const address of [users.optedOut, users.rejoined, users.flaggedAndOptedOut]) {
    await optOutUser(server.ledger, { actor, address })
  }
  await rejoinUser(server.ledger, { actor, address: users.rejoined })
  creditIds = await server.knex('credits').whereIn('address', everybody).pluck('id')
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, until.getTime() + 50 - Date.now())))
})
afterAll(() => server.stop())

/** Grants twice and spends a part of one. */
async function grant(address: Address): Promise<void> {
  const terms = {
    type: 'on-demand',
    amount: '5',
    reason: reasonText,
    annotation,
    expiresAt: '2099-01-01T00:00:00Z',
  } as const
  for (let n = 0; n < 2; n++) {
    const deps = { ...server.ledger, issuance: server.issuance, maxGrantWei: parseMana('100') }
    const { credit } = await grantCredits(deps, { actor, address, idempotencyKey: randomUUID(), grant: terms })
    const amountWei = parseMana('1')
    const spend = { actor: actor.client, cause: 'chain', address, creditId: JSON.parse(credit).id, amountWei } as const
    if (n === 0) await recordSpend(server.ledger, spend)
  }
}

/** Says which secrets a text has, in whatever case and also where a cursor hides them. */
function leaksOf(text: string): string[] {
  const hidden = (text.match(/[\w-]{16,}/g) ?? []).map((part) => Buffer.from(part, 'base64url').toString('latin1'))
  const readable = [text, ...hidden].join('\n').toLowerCase()
  return secrets.filter((secret) => readable.includes(secret.toLowerCase()))
}

type Answered = { readonly status: number; readonly text: string }

async function ask({ method, path, body }: Omit<ContractRequest, 'operation'>, headers = {}): Promise<Answered> {
  const leave = new AbortController()
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID(), ...headers },
    signal: leave.signal,
    ...(body === undefined ? {} : { body }),
  })
  const head = `${answer.status} ${[...answer.headers].join('\n')}\n`
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream') || method === 'HEAD') {
    return { status: answer.status, text: head + (await answer.text()) }
  }
  // The first heartbeat and the balance.
  const reader = answer.body?.getReader()
  let text = head
  for (let events = 0; events < 2 && reader; events = text.split('\n\n').length - 1) {
    const { value, done } = await reader.read()
    if (done) break
    text += Buffer.from(value).toString('utf8')
  }
  leave.abort()
  return { status: answer.status, text }
}

const values = () => ({
  address: [...everybody, newAddress(), demoUsers.fresh.address, demoUsers.flagged.address, '0x1'],
  id: [...creditIds, randomUUID(), 'x'],
})

describe('what only operators may see', () => {
  test('G8: operators do see all of it', async () => {
    const flags = await askOperator(server, 'GET', '/admin/flags?limit=100')
    const { rows } = await server.knex.raw('select reason, annotation from credits')
    expect(leaksOf(JSON.stringify([flags.body, rows])).sort()).toEqual([...secrets].sort())
    // A cursor would not hide it.
    expect(leaksOf(`{"nextCursor":"${Buffer.from(`1.${actor.client}`).toString('base64url')}"}`)).toEqual([
      actor.client,
    ])
  })

  test('G8: no public operation shows any of it, whatever it is asked', async () => {
    const served = new Set<OperationId>()
    let count = 0
    for (const request of contractRequests(publicOperations, values())) {
      const pages: ContractRequest[] = [request]
      for (let page = pages.pop(); page; page = pages.pop()) {
        const { status, text } = await ask(page)
        expect(leaksOf(text), `${page.method} ${page.path}`).toEqual([])
        if (status < 300) served.add(page.operation)
        count += 1
        const cursor = /"nextCursor":"([\w-]+)"/.exec(text)?.[1]
        if (cursor && page.path.includes('?limit=')) {
          pages.push({ ...request, path: `${request.path.split('&')[0]}&cursor=${cursor}` })
        }
      }
    }
    // Whatever the contract adds is asked too; one that this test cannot get an answer from has escaped it.
    // Only demoSpend needs a chain to be answered; it tells the hash of a transaction.
    expect([...served, 'demoSpend'].sort()).toEqual([...publicOperations].sort())
    console.log(`${count} requests of ${served.size} public operations: 0 leaks`)
  })

  test('G8: no operation that needs a key shows any of it to who has none, or another one', async () => {
    for (const request of contractRequests(guardedOperations, { address: everybody })) {
      for (const headers of [{}, { Authorization: 'Bearer x' }, { Authorization: `Basic ${rootApiKey}` }]) {
        const { status, text } = await ask(request, headers)
        expect([status >= 400, leaksOf(text)], `${request.method} ${request.path}`).toEqual([true, []])
        if (!request.path.includes('?')) expect([request.path, status]).toEqual([request.path, 401])
      }
    }
  })

  test('G8: no frame of a stream shows any of it, whatever happens meanwhile', async () => {
    const watched = [users.enrolled, users.lifted, users.ended, users.rejoined]
    const streams: OpenedStream[] = []
    const watch = async () => {
      for (const address of watched) streams.push(await openStream(`${server.url}/users/${address}/credits/stream`))
    }
    await watch()
    for (const address of watched) await grant(address)
    const reason = { message: 'Public.', ip, linkedAddresses: linked }
    const flagged = { addresses: watched, type: 'captcha' }
    await askOperator(server, 'POST', '/flag', { ...flagged, reason })
    await Promise.all(streams.map((stream) => stream.ended()))
    await askOperator(server, 'POST', '/unflag', flagged)
    await watch()
    for (const address of watched) await askOperator(server, 'DELETE', `/users/${address}`)
    await Promise.all(streams.map((stream) => stream.ended()))
    for (const address of watched) await askOperator(server, 'POST', `/users/${address}/rejoin`)
    const events = streams.flatMap((stream) => stream.events.map(({ event }) => event ?? 'balance'))
    expect([...new Set(events)].sort()).toEqual(['balance', 'ended', 'flagged', 'heartbeat'])
    for (const stream of streams) expect(leaksOf(stream.text())).toEqual([])
  })

  test('G8: no log line and no metric has any of it, not even when an operation fails', async () => {
    const address = newAddress()
    const reason = { message: 'boom', ip, linkedAddresses: linked }
    const flag = (fields: object) =>
      askOperator(server, 'POST', '/flag', { addresses: [address], type: 'captcha', reason, ...fields })
    const granting = {
      type: 'on-demand',
      amount: '1',
      reason: reasonText,
      annotation,
      expiresAt: '2099-01-01T00:00:00Z',
    }
    const grantOnce = () =>
      fetch(`${server.url}/users/${address}/credits`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${rootApiKey}`,
          'Content-Type': 'application/json',
          'Idempotency-Key': randomUUID(),
        },
        body: JSON.stringify(granting),
      })
    // Refused by our rules, by Postgres's bounds, and by a lock that is not had in time.
    expect((await flag({ until: '2020-01-01T00:00:00Z' })).status).toBe(422)
    expect((await flag({ type: linked[0] })).status).toBe(400)
    await server.knex.raw("alter table flags add constraint no_boom check (message <> 'boom') not valid")
    await server.knex.raw("alter table credits add constraint no_boom check (annotation not like 'canary%') not valid")
    expect((await flag({})).status).toBe(500)
    expect((await grantOnce()).status).toBe(500)
    await server.knex.raw('alter table flags drop constraint no_boom')
    await server.knex.raw('alter table credits drop constraint no_boom')
    await askOperator(server, 'POST', '/users', { address })
    await server.knex.transaction(async (trx) => {
      await trx('users').where({ address }).forUpdate()
      expect((await flag({})).status).toBe(503)
    })
    expect((await flag({})).status).toBe(200)
    expect((await grantOnce()).status).toBe(422)

    const failed = server.logs.filter(({ msg }) => /failed|refused/.test(String(msg)))
    expect(failed.length).toBeGreaterThanOrEqual(3)
    for (const line of server.logs) expect(leaksOf(JSON.stringify(line)), JSON.stringify(line)).toEqual([])
    for (const path of ['/metrics', '/health/live', '/health/ready']) {
      expect(leaksOf(await (await fetch(`${server.opsUrl}${path}`)).text())).toEqual([])
    }
  })
})
