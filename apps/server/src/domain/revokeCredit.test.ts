import { randomUUID } from 'node:crypto'
import type { Balance, Revocation } from '@credits-server/contract'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { askOperator } from '../../test/askOperator.js'
import { newAddress } from '../../test/grantTestCredit.js'
import { claimForTest, makeCredits } from '../../test/makeCredits.js'
import { openStream } from '../../test/openStream.js'
import { recordSpend, undoSpend } from '../../test/recordSpend.js'
import { root, startTestServer, type TestServer } from '../../test/startTestServer.js'
import { findDiscrepancies } from '../ledger/findDiscrepancies.js'
import type { Actor } from './Actor.js'
import { flagUsers } from './flagUsers.js'
import { optOutUser } from './optOutUser.js'
import { revokeCredit } from './revokeCredit.js'

let server: TestServer
beforeAll(async () => {
  // No reconciliation within a test: what a stream shows at once it was told.
  server = await startTestServer({ env: { RECONCILE_MS: '60000' } })
})
afterEach(async () => {
  expect(await findDiscrepancies(server.knex)).toEqual([])
})
afterAll(() => server.stop())

const revoke = (id: string, reason = 'Fraud') => askOperator(server, 'POST', `/credits/${id}/revoke`, { reason })
const balanceOf = async (address: string) =>
  (await (await fetch(`${server.url}/users/${address}/credits`)).json()) as Required<Balance>
const entriesOf = (address: string) => server.knex('entries').where({ address }).orderBy('version')
const spendOf = (address: string, creditId: string, amountWei: bigint) =>
  ({ address, creditId, amountWei, actor: 'chain', cause: 'chain' }) as Parameters<typeof recordSpend>[1]

describe('revokeCredit', () => {
  test('default: what is left is taken back by one entry, and the answer says all of it', async () => {
    const address = newAddress()
    const [id = '', other = ''] = await makeCredits(server, address, { wei: 1_000n }, { wei: 5n })
    await recordSpend(server.ledger, spendOf(address, id, 300n))
    const answer = await revoke(id)
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    const revocation = answer.body as Revocation
    const row = await server.knex('credits').where({ id }).first()
    expect(revocation).toEqual({
      creditId: id,
      address,
      amountWei: '700',
      version: 4,
      at: row.revoked_at.toISOString(),
      actor: 'root',
      reason: 'Fraud',
      creditHash: row.hash,
      chainId: Number(row.chain_id),
      contract: row.contract,
      expiresAt: '2099-01-01T00:00:00Z',
    })
    const balance = await balanceOf(address)
    expect(balance.credits.map((credit) => credit.id)).toEqual([other])
    expect(balance).toMatchObject({ totalCreditsWei: '5', version: 4 })
    expect(balance.changes[0]).toEqual({
      version: 4,
      kind: 'revoked',
      creditId: id,
      amountWei: '700',
      at: revocation.at,
      cause: 'operator',
    })
    expect(JSON.stringify(balance)).not.toContain('Fraud')
  })

  test('behavior: an open stream shows it at once, getCredit is 410, and no door shows the signature again', async () => {
    const address = newAddress()
    const [id = ''] = await makeCredits(server, address, { wei: 7n })
    const { signature } = await server.knex('credits').where({ id }).first('signature')
    const stream = await openStream(`${server.url}/users/${address}/credits/stream`)
    await expect.poll(() => stream.events.length).toBeGreaterThan(0)
    await revoke(id)
    const balances = () => stream.events.filter(({ event }) => event === undefined).map(({ data }) => JSON.parse(data))
    await expect.poll(() => balances().at(-1)).toMatchObject({ credits: [], totalCreditsWei: '0', version: 2 })
    stream.close()
    const gone = await fetch(`${server.url}/users/${address}/credits/${id}`)
    expect([gone.status, await gone.json()]).toMatchObject([410, { code: 'CREDIT_REVOKED' }])
    const doors = [
      `/credits/${id}`,
      `/credits?address=${address}`,
      `/credits/export?address=${address}`,
      `/credits/${id}?asOf=${new Date().toISOString()}`,
      `/admin/users/${address}/credits`,
      `/admin/revocations`,
    ]
    for (const path of doors) expect((await askOperator(server, 'GET', path)).text).not.toContain(signature)
    expect((await revoke(id)).text).not.toContain(signature)
  })

  test('behavior: revoked again, it is the first answer to the byte, with the first reason, and no new entry', async () => {
    const address = newAddress()
    const [id = ''] = await makeCredits(server, address, {})
    const first = (await revoke(id, 'First')).text
    const again = await revoke(id.toUpperCase(), 'Second')
    expect([again.status, again.text]).toEqual([200, first])
    // A spend seen late does not change what was taken back then.
    await recordSpend(server.ledger, spendOf(address, id, 10n))
    expect((await revoke(id)).text).toBe(first)
    expect((await entriesOf(address)).map(({ kind, reason }) => [kind, reason])).toEqual([
      ['granted', null],
      ['revoked', 'First'],
      ['spent', null],
    ])
  })

  test('behavior: a pending credit can be revoked and is never claimed then; a lapsed one too', async () => {
    const address = newAddress()
    const long = new Date(Date.now() - 60_000)
    const [pending = '', lapsed = ''] = await makeCredits(
      server,
      address,
      { claimed: false },
      { claimed: false, claimBy: new Date('2026-03-17T00:00:00Z'), at: long },
    )
    for (const id of [pending, lapsed]) expect((await revoke(id)).status).toBe(200)
    await claimForTest(server, address, pending)
    expect(await balanceOf(address)).toMatchObject({ credits: [], totalCreditsWei: '0', version: 4 })
    // Its owner never knew of it.
    expect((await fetch(`${server.url}/users/${address}/credits/${pending}`)).status).toBe(404)
  })

  test('behavior: an expired credit can be revoked; what a reorg gives back later stays taken', async () => {
    const address = newAddress()
    const expiresAt = new Date('2026-03-18T00:00:00Z')
    const [id = ''] = await makeCredits(server, address, { wei: 100n, expiresAt, at: new Date('2026-03-17T00:00:00Z') })
    await recordSpend(server.ledger, spendOf(address, id, 40n))
    expect((await revoke(id)).body).toMatchObject({ amountWei: '60' })
    await undoSpend(server.ledger, spendOf(address, id, 40n))
    expect(await balanceOf(address)).toMatchObject({ totalCreditsWei: '0', version: 4 })
  })

  test('behavior: a spend seen after the revocation wins: it is spent, not revoked', async () => {
    const address = newAddress()
    const [id = ''] = await makeCredits(server, address, { wei: 100n })
    await revoke(id)
    await recordSpend(server.ledger, spendOf(address, id, 100n))
    expect((await askOperator(server, 'GET', `/credits/${id}`)).body).toMatchObject({
      state: 'revoked',
      status: 'USED',
      onChain: { spent: '100' },
    })
    expect((await revoke(id)).status).toBe(200)
  })

  test('behavior: it is revoked whoever the user is now: flagged, gone', async () => {
    const address = newAddress()
    const [first = '', second = ''] = await makeCredits(server, address, {}, {})
    await flagUsers(server.ledger, {
      actor: root,
      addresses: [address],
      flag: { type: 'captcha', reason: { message: 'm' } },
    })
    expect((await revoke(first)).status).toBe(200)
    await optOutUser(server.ledger, { actor: root, address })
    expect((await revoke(second)).status).toBe(200)
  })

  test('race: many at once revoke once, and all are answered the same', async () => {
    const address = newAddress()
    const [id = ''] = await makeCredits(server, address, {})
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => revoke(id, `Reason ${n}`)))
    const bodies = answers.map(({ text }) => text)
    expect([new Set(bodies).size, new Set(answers.map(({ status }) => status))]).toEqual([1, new Set([200])])
    expect(await entriesOf(address)).toHaveLength(2)
  })

  test('race: spends and revocations of one credit end with nothing lost and nothing doubled', async () => {
    const address = newAddress()
    const [id = ''] = await makeCredits(server, address, { wei: 1_000n })
    const spends = Array.from({ length: 9 }, () => recordSpend(server.ledger, spendOf(address, id, 100n)))
    await Promise.all([...spends.slice(0, 5), revoke(id), ...spends.slice(5), revoke(id)])
    const { spent_wei } = await server.knex('credits').where({ id }).first('spent_wei')
    expect(spent_wei).toBe('900')
    const [revoked, ...others] = (await entriesOf(address)).filter(({ kind }) => kind === 'revoked')
    expect(others).toEqual([])
    const spentBefore = (await entriesOf(address)).filter(
      ({ kind, version }) => kind === 'spent' && Number(version) < Number(revoked.version),
    )
    expect(revoked.amount_wei).toBe(String(1_000 - 100 * spentBefore.length))
  })

  test('error: NOTHING_TO_REVOKE for a used-up credit, and nothing changes; what a reorg gives back can be', async () => {
    const address = newAddress()
    const [id = ''] = await makeCredits(server, address, { wei: 10n })
    await recordSpend(server.ledger, spendOf(address, id, 10n))
    const refused = await revoke(id)
    expect([refused.status, refused.body]).toMatchObject([422, { code: 'NOTHING_TO_REVOKE' }])
    expect((await server.knex('credits').where({ id }).first()).revoked_at).toBeNull()
    expect(await entriesOf(address)).toHaveLength(2)
    await undoSpend(server.ledger, spendOf(address, id, 4n))
    expect((await revoke(id)).body).toMatchObject({ amountWei: '4' })
  })

  test('error: CREDIT_NOT_FOUND, INVALID_CREDIT_ID, and the codes of a body', async () => {
    const [id = ''] = await makeCredits(server, newAddress(), {})
    const cases: [string, object, number, string][] = [
      [randomUUID(), { reason: 'x' }, 404, 'CREDIT_NOT_FOUND'],
      ['nothing', { reason: 'x' }, 400, 'INVALID_CREDIT_ID'],
      [id, {}, 400, 'INVALID_BODY'],
      [id, { reason: '' }, 400, 'INVALID_TEXT'],
      [id, { reason: 'x'.repeat(257) }, 400, 'INVALID_TEXT'],
      [id, { reason: 'a\u0000b' }, 400, 'INVALID_TEXT'],
      [id, { reason: 1 }, 400, 'INVALID_TEXT'],
      [id, { reason: 'x', amount: '1' }, 400, 'UNKNOWN_FIELD'],
    ]
    for (const [credit, body, status, code] of cases) {
      const answer = await askOperator(server, 'POST', `/credits/${credit}/revoke`, body)
      expect([credit, body, answer.status, answer.body]).toMatchObject([credit, body, status, { code }])
    }
    expect((await server.knex('credits').where({ id }).first()).revoked_at).toBeNull()
  })

  test('error: UNAUTHORIZED without a key, FORBIDDEN without the scope', async () => {
    const [id = ''] = await makeCredits(server, newAddress(), {})
    for (const path of [`/credits/${id}/revoke`, `/users/${newAddress()}/credits/revoke`]) {
      const answer = await fetch(server.url + path, { method: 'POST', body: '{}' })
      expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'UNAUTHORIZED' }])
    }
    const actor: Actor = { client: 'shop', scopes: ['credits:read', 'credits:grant'] }
    await expect(revokeCredit(server.ledger, { actor, creditId: id, reason: 'x' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect((await server.knex('credits').where({ id }).first()).revoked_at).toBeNull()
  })
})
