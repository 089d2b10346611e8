import { randomUUID } from 'node:crypto'
import type { EntryPage } from '@credits-server/contract'
import { type Address, parseMana } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grantTestCredit, newAddress } from '../../../test/grantTestCredit.js'
import { recordSpend } from '../../../test/recordSpend.js'
import { root, startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { flagUsers } from '../../domain/flagUsers.js'
import { grantCredits } from '../../domain/grantCredits.js'
import { optOutUser } from '../../domain/optOutUser.js'
import { rejoinUser } from '../../domain/rejoinUser.js'
import { unflagUsers } from '../../domain/unflagUsers.js'
import { demoUsers } from '../../seed/demoUsers.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ seed: true })
})
afterAll(() => server.stop())

const get = (address: string, query = '') => fetch(`${server.url}/users/${address}/entries${query}`)

async function pageOf(address: string, query?: string): Promise<EntryPage> {
  const answer = await get(address, query)
  expect(answer.status).toBe(200)
  return answer.json() as Promise<EntryPage>
}

async function balanceOf(address: string): Promise<{ totalCreditsWei: string; version: number; changes: object[] }> {
  return (await fetch(`${server.url}/users/${address}/credits`)).json() as never
}

describe('getEntries', () => {
  test('default: the last fifty entries, newest first, and where the next page begins', async () => {
    const { address } = demoUsers.thousand
    const answer = await get(address)
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
    })
    expect(answer.headers.get('etag')).toBeNull()
    const { entries, nextCursor } = (await answer.json()) as EntryPage
    const balance = await balanceOf(address)
    expect(entries.map(({ version }) => version)).toEqual(Array.from({ length: 50 }, (_, nth) => 1_000 - nth))
    expect(entries[0]?.balanceAfterWei).toBe(balance.totalCreditsWei)
    expect(nextCursor).toMatch(/^[\w-]+$/)
    // An entry is a change of the balance, and what could be spent after it.
    const asChanges = entries.slice(0, 8).map(({ balanceAfterWei: _, ...change }) => change)
    expect(asChanges).toEqual(balance.changes)
  })

  test('behavior: all pages together are the whole history, and each balance follows from the one before', async () => {
    const { address } = demoUsers.thousand
    const all: EntryPage['entries'] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: EntryPage = await pageOf(address, `?limit=99${cursor && `&cursor=${cursor}`}`)
      all.push(...page.entries)
      cursor = page.nextCursor
    }
    expect(all.map(({ version }) => version)).toEqual(Array.from({ length: 1_000 }, (_, nth) => 1_000 - nth))
    let balanceWei = 0n
    for (const { amountWei, balanceAfterWei } of all.reverse()) {
      balanceWei += BigInt(amountWei)
      expect(balanceAfterWei).toBe(String(balanceWei))
    }
  })

  test('behavior: a page of exactly what is left is the last one', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '1' }, { mana: '2' }, { mana: '3' })
    expect(await pageOf(address, '?limit=3')).toMatchObject({ entries: [{}, {}, {}], nextCursor: null })
    const { entries, nextCursor } = await pageOf(address, '?limit=2')
    expect(entries.map(({ amountWei }) => amountWei)).toEqual([parseMana('3'), parseMana('2')].map(String))
    expect(await pageOf(address, `?cursor=${nextCursor}`)).toMatchObject({
      entries: [{ version: 1 }],
      nextCursor: null,
    })
  })

  test('behavior: a user without entries has an empty page', async () => {
    const address = newAddress()
    await server.knex('users').insert({ address, known_at: new Date() })
    expect(await (await get(address)).text()).toBe('{"entries":[],"nextCursor":null}')
  })

  test('behavior: what expired with something left is told, marked, and takes the balance to 0', async () => {
    const { entries } = await pageOf(demoUsers.expired.address, '?limit=100')
    const computed = entries.filter((entry) => entry.computed)
    const granted = entries.filter(({ kind }) => kind === 'granted')
    expect(computed).toHaveLength(granted.length)
    expect(entries.slice(0, computed.length)).toEqual(computed)
    expect(entries[0]).toMatchObject({ kind: 'expired', version: granted.length, balanceAfterWei: '0' })
    expect(new Set(computed.map(({ creditId }) => creditId))).toEqual(new Set(granted.map(({ creditId }) => creditId)))
    expect(Object.keys(entries[0] ?? {})).toEqual(
      'version kind creditId amountWei at balanceAfterWei computed'.split(' '),
    )
    expect(entries.at(-1)).not.toHaveProperty('computed')
  })

  test('behavior: a spend that is seen after the expiry is an entry, and changes neither the expiry nor a balance', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5', spentMana: '2', expiresAt: new Date(Date.now() + 1_000) })
    const { id } = await server.knex('credits').where({ address }).first('id')
    await expect.poll(async () => (await pageOf(address)).entries.length, { timeout: 5_000 }).toBe(3)
    const spend = { address, creditId: id, amountWei: parseMana('3'), actor: 'chain', cause: 'chain' } as const
    await recordSpend(server.ledger, spend)
    const { entries } = await pageOf(address)
    expect(
      entries.map(({ version, kind, amountWei, balanceAfterWei }) => [version, kind, amountWei, balanceAfterWei]),
    ).toEqual([
      [3, 'spent', String(parseMana('3')), '0'],
      [2, 'expired', String(parseMana('3')), '0'],
      [2, 'spent', String(parseMana('2')), String(parseMana('3'))],
      [1, 'granted', String(parseMana('5')), String(parseMana('5'))],
    ])
  })

  test('behavior: a flag is seen by its kind alone, lifted or ended by itself; a leave is seen after the return', async () => {
    const address = newAddress()
    await grantSecretly(address)
    const reason = { message: 'the message', ip: '203.0.113.7', linkedAddresses: [newAddress()] }
    await flagUsers(server.ledger, { actor: root, addresses: [address], flag: { type: 'captcha', reason } })
    await unflagUsers(server.ledger, { actor: root, addresses: [address], type: 'captcha' })
    const until = new Date(Date.now() + 1_500)
    await flagUsers(server.ledger, {
      actor: root,
      addresses: [address],
      flag: { type: 'multi-account', reason, until },
    })
    expect((await get(address)).status).toBe(401)
    await expect.poll(async () => (await get(address)).status, { timeout: 5_000 }).toBe(200)
    await optOutUser(server.ledger, { actor: root, address })
    await rejoinUser(server.ledger, { actor: root, address })

    const { entries } = await pageOf(address)
    expect(entries.map(({ version, kind, computed }) => [version, kind, computed])).toEqual([
      [6, 'rejoined', undefined],
      [5, 'optedOut', undefined],
      [4, 'unflagged', true],
      [4, 'flagged', undefined],
      [3, 'unflagged', undefined],
      [2, 'flagged', undefined],
      [1, 'granted', undefined],
    ])
    expect(entries[2]).toEqual({
      version: 4,
      kind: 'unflagged',
      amountWei: '0',
      at: until.toISOString(),
      balanceAfterWei: String(parseMana('1')),
      computed: true,
    })
    expect(entries[3]).toEqual({
      version: 4,
      kind: 'flagged',
      amountWei: '0',
      at: expect.any(String),
      cause: 'operator',
      balanceAfterWei: String(parseMana('1')),
    })
  })

  test('behavior: no actor, no free text, no address of a network or of another user', async () => {
    const address = newAddress()
    await grantSecretly(address)
    const reason = { message: 'the message', ip: '203.0.113.7', linkedAddresses: [demoUsers.fresh.address] }
    await flagUsers(server.ledger, {
      actor: { ...root, client: 'the-actor' },
      addresses: [address],
      flag: { type: 'captcha', reason },
    })
    await unflagUsers(server.ledger, { actor: root, addresses: [address], type: 'captcha' })
    const text = await (await get(address)).text()
    expect(text).toContain('"kind":"flagged"')
    expect(text).not.toMatch(/the-actor|root|the message|the reason|the annotation|captcha|203\.0\.113|0x/)
  })

  test('error: INVALID_CURSOR for a text that no page gave', async () => {
    for (const cursor of ['x', '0', 'null', 'MQ', Buffer.from('1.2.3').toString('base64url')]) {
      const answer = await get(demoUsers.fresh.address, `?cursor=${cursor}`)
      expect([cursor, answer.status]).toEqual([cursor, 400])
      expect(await answer.json()).toMatchObject({ code: 'INVALID_CURSOR', details: { parameter: 'cursor' } })
    }
  })

  test('error: USER_FLAGGED and USER_NOT_FOUND as in getCredits', async () => {
    const flagged = await get(demoUsers.flagged.address)
    expect(flagged.status).toBe(401)
    expect(await flagged.json()).toMatchObject({ ok: false, code: 'USER_FLAGGED' })
    expect(await (await get(newAddress())).json()).toMatchObject({ code: 'USER_NOT_FOUND' })
    const gone = newAddress()
    await grantTestCredit(server, gone, { mana: '1' })
    await optOutUser(server.ledger, { actor: root, address: gone })
    expect(await (await get(gone)).json()).toMatchObject({ code: 'USER_NOT_FOUND' })
  })
})

/** Grants 1 MANA with everything about it that the public never sees. */
async function grantSecretly(address: Address): Promise<void> {
  const deps = { ...server.ledger, issuance: server.issuance, maxGrantWei: parseMana('1') }
  const grant = {
    type: 'on-demand',
    amount: '1',
    reason: 'the reason',
    annotation: 'the annotation',
    expiresAt: '2100-01-01T00:00:00Z',
  } as const
  const actor = { ...root, client: 'the-actor' }
  await grantCredits(deps, { actor, address, idempotencyKey: randomUUID(), grant })
}
