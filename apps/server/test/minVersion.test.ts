import type { Balance } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flagUsers } from '../src/domain/flagUsers.js'
import { newAddress } from './grantTestCredit.js'
import { makeCredits } from './makeCredits.js'
import { root, startTestServer, type TestServer } from './startTestServer.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ env: { MAX_WAIT_MS: '10000' } })
})
afterAll(() => server.stop())

const ask = (path: string) => fetch(`${server.url}/users/${path}`)

async function userWith(wei: bigint): Promise<{ address: Address; id: string }> {
  const address = newAddress()
  const [id = ''] = await makeCredits(server, address, { wei })
  return { address, id }
}

describe('minVersion', () => {
  test('default: a version that is there is answered at once, a later one when it comes', async () => {
    const { address } = await userWith(5n)
    const now = (await (await ask(`${address}/credits?minVersion=1`)).json()) as Balance
    expect(now.version).toBe(1)
    let isAnswered = false
    const later = ask(`${address}/credits?minVersion=3`).then((answer) => {
      isAnswered = true
      return answer.json() as Promise<Balance>
    })
    // These hint to nobody: it is found by asking.
    await makeCredits(server, address, { wei: 6n })
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(isAnswered).toBe(false)
    await makeCredits(server, address, { wei: 7n })
    expect(await later).toMatchObject({ version: 3, totalCreditsWei: '18' })
  })

  test('behavior: a credit waits for the version of its user', async () => {
    const { address, id } = await userWith(5n)
    const later = ask(`${address}/credits/${id}?minVersion=2`)
    await makeCredits(server, address, { wei: 6n })
    expect(await (await later).json()).toMatchObject({ id })
  })

  test('behavior: hundreds who wait for one user are served by the change that they wait for', async () => {
    const { address } = await userWith(5n)
    const waiting = Array.from({ length: 300 }, async () => {
      const answer = await ask(`${address}/credits?minVersion=2`)
      return ((await answer.json()) as Balance).version
    })
    await makeCredits(server, address, { wei: 6n })
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([2]))
  })

  test('behavior: what does not come is answered with what is, and a client that leaves is not waited for', async () => {
    const impatient = await startTestServer({ env: { MAX_WAIT_MS: '300' } })
    const address = newAddress()
    await makeCredits(impatient, address, { wei: 5n })
    const url = `${impatient.url}/users/${address}/credits?minVersion=9007199254740991`
    expect(await (await fetch(url)).json()).toMatchObject({ version: 1 })
    await expect(fetch(url, { signal: AbortSignal.timeout(50) })).rejects.toThrow()
    await impatient.stop()
  })

  test('behavior: a server that drains answers those who wait at once', async () => {
    const draining = await startTestServer({ env: { MAX_WAIT_MS: '10000' } })
    const address = newAddress()
    await makeCredits(draining, address, { wei: 5n })
    const waiting = fetch(`${draining.url}/users/${address}/credits?minVersion=2`)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await draining.stop()
    const answer = await waiting
    expect(await answer.json()).toMatchObject({ version: 1 })
    // Or its socket would hold the process until the drain is over.
    expect(answer.headers.get('connection')).toBe('close')
  })

  test('error: a flag that comes while it waits, and an unknown user, are answered as ever', async () => {
    const { address } = await userWith(5n)
    const waiting = ask(`${address}/credits?minVersion=9`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    await flagUsers(server.ledger, {
      actor: root,
      addresses: [address],
      flag: { type: 'multi-account', reason: { message: 'Two of them' } },
    })
    expect(await (await waiting).json()).toMatchObject({ code: 'USER_FLAGGED' })
    expect((await ask(`${newAddress()}/credits?minVersion=1`)).status).toBe(404)
  })

  test.each(['-1', '1.5', 'x', '9007199254740992', ''])('error: INVALID_PARAMETER for minVersion=%s', async (text) => {
    const answer = await ask(`${newAddress()}/credits?minVersion=${text}`)
    expect(await answer.json()).toMatchObject({ code: 'INVALID_PARAMETER' })
  })
})
