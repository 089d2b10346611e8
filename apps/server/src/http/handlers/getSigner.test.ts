import type { Signer } from '@credits-server/contract'
import { signerAddress } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newAddress } from '../../../test/grantTestCredit.js'
import { roleMissing, startTestNode } from '../../../test/startTestNode.js'
import { rootApiKey, startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { signersStatement } from '../../voucher/readSigners.js'

const key = `0x${'5e'.repeat(32)}` as const
const contract = `0x${'c'.repeat(40)}`
const address = signerAddress(key)

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    env: { SIGNER_PRIVATE_KEY: key, CHAIN_ID: '137', CREDITS_MANAGER_ADDRESS: contract },
  })
})
afterAll(() => server.stop())

const read = async (url = server.url) => (await fetch(`${url}/signer`)).json() as Promise<Signer>

async function untilRole(url: string, role: boolean | null): Promise<Signer> {
  for (;;) {
    const signer = await read(url)
    if (signer.hasRole === role) return signer
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('getSigner', () => {
  test('default: who signs for which contract; of the role nothing is known without a node', async () => {
    const answer = await fetch(`${server.url}/signer`, { headers: { Origin: 'https://example.org' } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(await answer.json()).toEqual({ chainId: 137, contract, address, hasRole: null, previous: [] })
  })

  test('behavior: its own vouchers do not make it one of the others', async () => {
    const granted = await fetch(`${server.url}/users/${newAddress()}/credits`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${rootApiKey}`, 'Content-Type': 'application/json', 'Idempotency-Key': 'one' },
      body: JSON.stringify({ type: 'on-demand', amount: '1', reason: 'r', expiresAt: '2099-01-01T12:00:00Z' }),
    })
    expect(granted.status).toBe(201)
    expect(await server.knex('signers')).toMatchObject([
      { signer: address, chain_id: '137', contract, last_expires_at: new Date('2099-01-02Z') },
    ])
    expect((await read()).previous).toEqual([])
  })

  test('behavior: others are listed until all that they signed has expired, and so is another contract of its own', async () => {
    const [old, older] = [newAddress(), newAddress()]
    const soon = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 60_000)
    const other = `0x${'d'.repeat(40)}`
    await server.knex('signers').insert([
      { signer: older, chain_id: 137, contract, last_expires_at: new Date(Date.now() - (Date.now() % 1_000)) },
      { signer: old, chain_id: 137, contract, last_expires_at: soon },
      { signer: address, chain_id: 80_002, contract: other, last_expires_at: new Date('2098-01-01Z') },
    ])
    expect((await read()).previous).toEqual([
      { address, chainId: 80_002, contract: other, lastExpiresAt: '2098-01-01T00:00:00Z' },
      { address: old, chainId: 137, contract, lastExpiresAt: soon.toISOString().replace('.000Z', 'Z') },
    ])
  })

  test('behavior: no credit is read for it, however many there are', async () => {
    const { rows } = await server.knex.raw(`explain ${signersStatement.text}`)
    expect(JSON.stringify(rows)).toContain('signers')
    expect(JSON.stringify(rows)).not.toContain('credits')
  })

  test('behavior: a node is asked about the role in the background, and what it last answered stands, in the metrics too', async () => {
    const node = await startTestNode({ chainId: '0x89' })
    const env = { SIGNER_PRIVATE_KEY: key, CHAIN_ID: '137', CREDITS_MANAGER_ADDRESS: contract, RPC_URL: node.url }
    const following = await startTestServer({ env })
    const { hasRole, checkedAt } = await untilRole(following.url, true)
    expect(hasRole).toBe(true)
    expect(checkedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(await (await fetch(`${following.opsUrl}/metrics`)).text()).toMatch(/^credits_signer_has_role 1$/m)
    await following.stop()

    node.answers = { chainId: '0x89', call: roleMissing }
    const refused = await startTestServer({ env })
    await untilRole(refused.url, false)
    expect(await (await fetch(`${refused.opsUrl}/metrics`)).text()).toMatch(/^credits_signer_has_role 0$/m)
    expect(refused.logs).toContainEqual(
      expect.objectContaining({ msg: 'what is signed here is worth nothing', why: expect.stringContaining(address) }),
    )
    await refused.stop()

    node.answers = null
    const lost = await startTestServer({ env })
    while (!lost.logs.some(({ msg }) => msg === 'nobody knows of the signer’s role')) await untilRole(lost.url, null)
    expect(await read(lost.url)).toEqual({ chainId: 137, contract, address, hasRole: null, previous: [] })
    expect(await (await fetch(`${lost.opsUrl}/metrics`)).text()).toMatch(/^credits_signer_has_role Nan$/im)
    await lost.stop()
    node.stop()
  })
})
