import type { UserRevocation } from '@credits-server/contract'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { askOperator } from '../../test/askOperator.js'
import { newAddress } from '../../test/grantTestCredit.js'
import { makeCredits } from '../../test/makeCredits.js'
import { recordSpend } from '../../test/recordSpend.js'
import { root, startTestServer, type TestServer } from '../../test/startTestServer.js'
import { findDiscrepancies } from '../ledger/findDiscrepancies.js'
import type { Actor } from './Actor.js'
import { flagUsers } from './flagUsers.js'
import { revokeUserCredits } from './revokeUserCredits.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterEach(async () => {
  expect(await findDiscrepancies(server.knex)).toEqual([])
})
afterAll(() => server.stop())

const revokeAll = (address: string, reason = 'Fraud') =>
  askOperator(server, 'POST', `/users/${address}/credits/revoke`, { reason })
const entriesOf = (address: string) => server.knex('entries').where({ address }).orderBy('version')

describe('revokeUserCredits', () => {
  test('default: all that is left of a user, whatever its state, one entry each at one moment', async () => {
    const address = newAddress()
    const past = { expiresAt: new Date('2026-03-18Z'), at: new Date('2026-03-17Z') }
    const [expired = '', open = '', , used = '', revoked = ''] = await makeCredits(
      server,
      address,
      { wei: 1n, ...past },
      { wei: 20n },
      { wei: 300n, claimed: false },
      { wei: 4_000n },
      { wei: 50_000n },
    )
    const chain = { address, actor: 'chain', cause: 'chain' } as const
    await recordSpend(server.ledger, { ...chain, creditId: open, amountWei: 5n })
    await recordSpend(server.ledger, { ...chain, creditId: used, amountWei: 4_000n })
    await askOperator(server, 'POST', `/credits/${revoked}/revoke`, { reason: 'Earlier' })
    const answer = await revokeAll(`0x${address.slice(2).toUpperCase()}`)
    expect(answer.status).toBe(200)
    // One was revoked earlier; one was used up and cannot be.
    expect(answer.body).toEqual({
      address,
      creditCount: 4,
      amountWei: String(50_000 + 1 + 15 + 300),
      version: 11,
    })
    const entries = (await entriesOf(address)).slice(8)
    expect(entries.map(({ version, kind, reason }) => [Number(version), kind, reason])).toEqual(
      [9, 10, 11].map((version) => [version, 'revoked', 'Fraud']),
    )
    expect(new Set(entries.map(({ at }) => at.getTime())).size).toBe(1)
    expect(entries.find(({ credit_id }) => credit_id === expired).amount_wei).toBe('1')
    expect(await (await fetch(`${server.url}/users/${address}/credits`)).json()).toMatchObject({
      credits: [],
      totalCreditsWei: '0',
      version: 11,
    })
  })

  test('behavior: again, it is the same answer to the byte and no new entry', async () => {
    const address = newAddress()
    await makeCredits(server, address, {}, {})
    const first = (await revokeAll(address)).text
    const again = await revokeAll(address, 'Another')
    expect([again.status, again.text]).toEqual([200, first])
    expect(await entriesOf(address)).toHaveLength(4)
  })

  test('behavior: a thousand credits are one transaction, and take a thousand versions', async () => {
    const address = newAddress()
    await makeCredits(server, address, ...Array.from({ length: 1_000 }, () => ({ wei: 3n })))
    const { creditCount, amountWei, version } = (await revokeAll(address)).body as UserRevocation
    expect([creditCount, amountWei, version]).toEqual([1_000, '3000', 2_000])
  })

  test('race: many at once take everything once', async () => {
    const address = newAddress()
    await makeCredits(server, address, {}, {}, {})
    const answers = await Promise.all(Array.from({ length: 10 }, () => revokeAll(address)))
    const bodies = answers.map(({ text }) => text)
    expect(new Set(bodies).size).toBe(1)
    expect(await entriesOf(address)).toHaveLength(6)
  })

  test('error: USER_NOT_FOUND, and the question makes no user; NOTHING_TO_REVOKE, and nothing changes', async () => {
    const nobody = newAddress()
    const unknown = await revokeAll(nobody)
    expect([unknown.status, unknown.body]).toMatchObject([404, { code: 'USER_NOT_FOUND' }])
    expect(await server.knex('users').where({ address: nobody }).first()).toBeUndefined()

    const flagged = newAddress()
    await flagUsers(server.ledger, {
      actor: root,
      addresses: [flagged],
      flag: { type: 'captcha', reason: { message: 'm' } },
    })
    const spender = newAddress()
    const [creditId = ''] = await makeCredits(server, spender, { wei: 5n })
    await recordSpend(server.ledger, { address: spender, creditId, amountWei: 5n, actor: 'chain', cause: 'chain' })
    for (const [address, version] of [
      [flagged, 1],
      [spender, 2],
    ] as const) {
      const answer = await revokeAll(address)
      expect([answer.status, answer.body]).toMatchObject([422, { code: 'NOTHING_TO_REVOKE' }])
      expect(await entriesOf(address)).toHaveLength(version)
    }
  })

  test('error: FORBIDDEN without the scope', async () => {
    const actor: Actor = { client: 'shop', scopes: ['credits:read', 'credits:grant'] }
    const input = { actor, address: newAddress(), reason: 'x' }
    await expect(revokeUserCredits(server.ledger, input)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})
