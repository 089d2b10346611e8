import {
  type Address,
  creditHash,
  creditSalt,
  formatMana,
  type Hex,
  recoverCreditSigner,
} from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grantTestCredit, newAddress } from '../../../test/grantTestCredit.js'
import { root, startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { flagUsers } from '../../domain/flagUsers.js'
import { unflagUsers } from '../../domain/unflagUsers.js'
import { demoUsers } from '../../seed/demoUsers.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ seed: true })
})
afterAll(() => server.stop())

type Shown = {
  credits: {
    id: string
    amount: number
    availableAmount: number
    status: string
    createdAt: string
    expiresAt: string
    signature: Hex
    seasonId?: number
    goalId?: string
    onChain: { chainId: number; contract: Address; value: string; spent: string; expiresAt: number; salt: Hex }
  }[]
  totalCredits: number
  totalCreditsWei: string
  version: number
  snapshotId: string
  nextExpiryAt: string | null
  changes: { version: number; kind: string; amountWei: string }[]
}

function get(address: string, { query = '', headers = {} as Record<string, string>, method = 'GET' } = {}) {
  return fetch(`${server.url}/users/${address}/credits${query}`, { headers, method })
}

async function balanceOf(address: string, query?: string): Promise<Shown> {
  return (await get(address, query === undefined ? {} : { query })).json() as Promise<Shown>
}

describe('getCredits', () => {
  test('default: available and partly used credits, best spent first, with all that spending needs', async () => {
    const answer = await get(demoUsers.partlyUsed.address)
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    })
    const balance = (await answer.json()) as Shown
    expect(new Set(balance.credits.map(({ status }) => status))).toEqual(new Set(['AVAILABLE', 'PARTIALLY_USED']))
    for (const credit of balance.credits) {
      expect(Object.keys(credit)).toEqual(
        'id amount status createdAt expiresAt signature seasonId goalId availableAmount onChain'.split(' '),
      )
      expect(credit.onChain.salt).toBe(creditSalt(credit.id))
      expect(Date.parse(credit.expiresAt)).toBe(credit.onChain.expiresAt * 1_000)
    }
    const left = balance.credits.map(({ onChain }) => BigInt(onChain.value) - BigInt(onChain.spent))
    expect(balance.totalCreditsWei).toBe(String(left.reduce((sum, wei) => sum + wei)))
    const order = balance.credits.map(({ expiresAt, createdAt, id }) => `${expiresAt} ${createdAt} ${id}`)
    expect(order).toEqual([...order].sort())
    expect(balance.changes.map(({ version }) => version)).toEqual(
      Array.from({ length: 8 }, (_, i) => balance.version - i),
    )
  })

  test('behavior: every signature of every demo user recovers to the demo signer', async () => {
    let checked = 0
    for (const { address } of Object.values(demoUsers)) {
      const { credits = [] } = await balanceOf(address)
      for (const { id, onChain, signature } of credits) {
        const hash = creditHash({
          user: address,
          chainId: onChain.chainId,
          contract: onChain.contract,
          valueWei: BigInt(onChain.value),
          expiresAtSeconds: onChain.expiresAt,
          salt: creditSalt(id),
        })
        expect(recoverCreditSigner(hash, signature)).toBe(server.issuance.signer.address)
        checked += 1
      }
    }
    expect(checked).toBeGreaterThan(1_000)
  })

  test('behavior: the filter chooses what is listed and nothing else', async () => {
    const { credits, ...rest } = await balanceOf(demoUsers.partlyUsed.address)
    for (const status of ['AVAILABLE', 'PARTIALLY_USED']) {
      const filtered = await balanceOf(demoUsers.partlyUsed.address, `?status=${status}`)
      expect(filtered).toEqual({ credits: credits.filter((credit) => credit.status === status), ...rest })
      expect(filtered.credits.length).toBeGreaterThan(0)
    }
    expect(await balanceOf(demoUsers.partlyUsed.address, '?unknown=1&unknown=2')).toEqual({ credits, ...rest })
  })

  test('behavior: exact numbers: 12.5 is 12.5, 0.1 + 0.2 is 0.3, and no digit of a long one is lost', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '0.1' }, { mana: '0.2' })
    expect(await (await get(address)).text()).toContain('"totalCredits":0.3,"totalCreditsWei":"300000000000000000"')
    const other = newAddress()
    await grantTestCredit(server, other, { mana: '123456789.123456789123456789' })
    const text = await (await get(other)).text()
    expect(text).toContain('"amount":123456789.123456789123456789,')
    expect(text).toContain('"value":"123456789123456789123456789"')
    expect(text).toContain('"totalCreditsWei":"123456789123456789123456789"')
    const third = newAddress()
    await grantTestCredit(server, third, { mana: '12.5', spentMana: '2.5' })
    const [credit] = (await balanceOf(third)).credits
    expect(credit).toMatchObject({ amount: 12.5, availableAmount: 10, status: 'PARTIALLY_USED' })
  })

  test('behavior: seasonId and goalId are omitted where there is none', async () => {
    const { credits } = await balanceOf(demoUsers.exact.address)
    for (const credit of credits) expect(Object.keys(credit)).not.toContain('seasonId')
  })

  test('behavior: used and expired credits are not listed; a user without any has nulls and zeros', async () => {
    for (const { address } of [demoUsers.allUsed, demoUsers.expired]) {
      const balance = await balanceOf(address)
      expect(balance).toMatchObject({ credits: [], totalCredits: 0, totalCreditsWei: '0', nextExpiryAt: null })
      expect(balance.changes).toHaveLength(8)
    }
  })

  test('behavior: a thousand credits', async () => {
    const { credits, totalCreditsWei, totalCredits } = await balanceOf(demoUsers.thousand.address)
    expect(credits).toHaveLength(1_000)
    expect(String(totalCredits)).toBe(formatMana(BigInt(totalCreditsWei)))
  })

  test('behavior: an ETag that is current is 304 with the same headers, whatever form it comes in', async () => {
    const { address } = demoUsers.fresh
    const first = await get(address)
    const etag = first.headers.get('etag') ?? ''
    const { snapshotId } = (await first.json()) as Shown
    expect(etag).toMatch(new RegExp(`^"${snapshotId}\\.[0-9a-f]{8}"$`))
    for (const value of [etag, `W/${etag}`, `"other", ${etag}`, '*', `${etag}, "other"`]) {
      const answer = await get(address, { headers: { 'If-None-Match': value } })
      expect([value, answer.status, await answer.text()]).toEqual([value, 304, ''])
      expect(answer.headers.get('etag')).toBe(etag)
      expect(answer.headers.get('cache-control')).toBe('no-cache')
    }
    for (const value of ['"other"', etag.slice(1, -1), `"${snapshotId}"`, '']) {
      expect((await get(address, { headers: { 'If-None-Match': value } })).status).toBe(200)
    }
  })

  test('behavior: a change makes a new ETag, with a later snapshot id', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '1' })
    const etag = (await get(address)).headers.get('etag') ?? ''
    await grantTestCredit(server, address, { mana: '1' })
    const answer = await get(address, { headers: { 'If-None-Match': etag } })
    expect(answer.status).toBe(200)
    expect(((await answer.json()) as Shown).version).toBe(2)
  })

  test('error: USER_FLAGGED keeps the shape of the baseline and tells nobody ip or linked addresses', async () => {
    const address = newAddress()
    const reason = { message: 'Linked.', ip: '192.0.2.7', linkedAddresses: [newAddress()] }
    const until = new Date(Date.now() + 1_500)
    await flagUsers(server.ledger, {
      actor: root,
      addresses: [address],
      flag: { type: 'multi-account', reason, until },
    })
    const answer = await get(address)
    expect(answer.status).toBe(401)
    expect(await answer.json()).toEqual({
      ok: false,
      message: expect.any(String),
      reason: { message: 'Linked.' },
      isBlockedForClaiming: true,
      error: expect.any(String),
      code: 'USER_FLAGGED',
      requestId: expect.any(String),
    })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('www-authenticate')).toBeNull()
    // A flag that ends by itself: then the user, who was only ever flagged, is not known.
    await expect.poll(async () => (await get(address)).status, { timeout: 5_000 }).toBe(404)
  })

  test('error: USER_FLAGGED says the reason of the newest active flag', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '1' })
    for (const [type, message] of [
      ['captcha', 'old'],
      ['captcha', 'middle'],
      ['multi-account', 'new'],
    ] as const) {
      await flagUsers(server.ledger, { actor: root, addresses: [address], flag: { type, reason: { message } } })
    }
    expect(await (await get(address)).json()).toMatchObject({ reason: { message: 'new' } })
    await unflagUsers(server.ledger, { actor: root, addresses: [address], type: 'multi-account' })
    expect(await (await get(address)).json()).toMatchObject({ reason: { message: 'middle' } })
  })

  test('behavior: CORS for any origin, the same for each, so that a cache may share it', async () => {
    const { address } = demoUsers.fresh
    const shared = await get(address, { headers: { Origin: 'https://shop.example' } })
    expect(shared.headers.get('access-control-allow-origin')).toBe('*')
    expect(shared.headers.get('access-control-allow-credentials')).toBeNull()
    expect(shared.headers.get('access-control-expose-headers')).toBe(
      'ETag, Retry-After, X-Request-Id, Idempotency-Replayed',
    )
    expect((await get(address)).headers.get('access-control-allow-origin')).toBe('*')
    expect(shared.headers.get('vary')).toBeNull()
  })
})
