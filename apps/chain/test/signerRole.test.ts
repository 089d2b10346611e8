import { randomBytes } from 'node:crypto'
import type { Signer } from '@credits-server/contract'
import { type Address, type Hex, signerAddress } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assertSignerRole } from '../../server/src/commands/assertSignerRole.js'
import { parseConfig } from '../../server/src/config/parseConfig.js'
import type { TestServer } from '../../server/test/startTestServer.js'
import type { Chain } from '../src/Chain.js'
import { startChain } from '../src/startChain.js'
import { farAway, grantVouchers, startServerFor, voucherOf } from './grantVouchers.js'
import { newAccount, refusal, type SignedFields, usesOf } from './testCredits.js'

let chain: Chain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.stop())

const newKey = (): Hex => `0x${randomBytes(32).toString('hex')}`
const envOf = (key: Hex) => ({ SIGNER_PRIVATE_KEY: key, RPC_URL: chain.rpcUrl })
const readSigner = async ({ url }: TestServer) => (await (await fetch(`${url}/signer`)).json()) as Signer

async function untilRoleIs(server: TestServer, role: boolean): Promise<Signer> {
  for (;;) {
    const signer = await readSigner(server)
    if (signer.hasRole === role) return signer
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function grantOne(server: TestServer): Promise<{ user: Address; voucher: SignedFields }> {
  const user = newAccount()
  const [credit] = await grantVouchers(server, [{ address: user, amount: '1', expiresAtSeconds: farAway }])
  if (!credit) throw new Error('nothing was granted')
  return { user, voucher: voucherOf(user, credit) }
}

/** What the contract says of a voucher; null when it takes it. */
async function judge({ user, voucher }: { user: Address; voucher: SignedFields }): Promise<string | null> {
  return refusal(chain, user, usesOf(chain, [voucher], voucher.valueWei))
}

describe('the start', () => {
  const start = (env: Record<string, string>) =>
    assertSignerRole(
      parseConfig({ CHAIN_ID: String(chain.chainId), CREDITS_MANAGER_ADDRESS: chain.creditsManager, ...env }),
      () => expect.unreachable(),
    )

  test('default: goes on once the contract says that the signer holds its role', async () => {
    const key = newKey()
    await expect(start(envOf(key))).rejects.toMatchObject({ code: 'SIGNER_NOT_ACCEPTED' })
    await chain.grantSigner(signerAddress(key))
    await start(envOf(key))
    await chain.revokeSigner(signerAddress(key))
    await expect(start(envOf(key))).rejects.toMatchObject({ problem: expect.stringContaining('does not hold') })
  })

  test('error: SIGNER_NOT_ACCEPTED on another chain, where no contract is, and where another contract is', async () => {
    const key = newKey()
    await chain.grantSigner(signerAddress(key))
    for (const [env, said] of [
      [{ CHAIN_ID: '137' }, `one of chain ${chain.chainId}`],
      [{ CREDITS_MANAGER_ADDRESS: newAccount() }, 'no CreditsManager at'],
      [{ CREDITS_MANAGER_ADDRESS: chain.mana }, 'no CreditsManager at'],
    ] as const) {
      await expect(start({ ...envOf(key), ...env })).rejects.toMatchObject({ problem: expect.stringContaining(said) })
    }
  })
})

describe('a signer that is replaced', () => {
  test('G6: both keys’ vouchers are accepted while both hold the role, and the old one’s until it is taken', async () => {
    const [oldKey, key] = [newKey(), newKey()]
    for (const one of [oldKey, key]) await chain.grantSigner(signerAddress(one))
    const [before, after] = [await startServerFor(chain, envOf(oldKey)), await startServerFor(chain, envOf(key))]
    const [old, fresh] = [await grantOne(before), await grantOne(after)]
    expect([await judge(old), await judge(fresh)]).toEqual([null, null])
    expect((await untilRoleIs(before, true)).address).toBe(signerAddress(oldKey))

    await chain.revokeSigner(signerAddress(oldKey))
    expect([await judge(old), await judge(fresh)]).toEqual(['InvalidSignature', null])
    await chain.grantSigner(signerAddress(oldKey))
    expect([await judge(old), await judge(fresh)]).toEqual([null, null])
    await Promise.all([before.stop(), after.stop()])
  })

  test('behavior: a server whose signer has no role says so', async () => {
    const server = await startServerFor(chain, envOf(newKey()))
    expect(await untilRoleIs(server, false)).toMatchObject({ hasRole: false, contract: chain.creditsManager })
    await server.stop()
  })
})
