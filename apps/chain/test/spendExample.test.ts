import { cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { type Address, type Hex, signerAddress } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstInstallMs, installPackages } from '../../../packages/sdk/test/installPackages.js'
import { packSdk, sdkFolder } from '../../../packages/sdk/test/packSdk.js'
import { runProgram } from '../../../packages/sdk/test/runProgram.js'
import { findDiscrepancies } from '../../server/src/ledger/findDiscrepancies.js'
import { grantTestCredit, newAddress } from '../../server/test/grantTestCredit.js'
import type { TestServer } from '../../server/test/startTestServer.js'
import type { Chain } from '../src/Chain.js'
import { startChain } from '../src/startChain.js'
import { startServerFor } from './grantVouchers.js'
import { signer } from './testCredits.js'

let chain: Chain
let server: TestServer
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credits-spend-'))
  const filter = (path: string) => basename(path) !== 'node_modules'
  await cp(resolve(sdkFolder, '../../examples/spend'), join(folder, 'spend'), { recursive: true, filter })
  await rename(await packSdk(folder), join(folder, 'credits-server-sdk.tgz'))
  await installPackages(join(folder, 'spend'))
  chain = await startChain({ signers: [signer], blockTimeSeconds: 1 })
  server = await startServerFor(chain, { RPC_URL: chain.rpcUrl, CHAIN_POLL_MS: '100', MAX_WAIT_MS: '10000' })
}, firstInstallMs)
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await server?.stop()
  await chain?.stop()
})

/** Runs the example as its README says. */
function spend(address: Address, price: string, env: Record<string, string> = {}): Promise<string> {
  const { rpcUrl, creditsManager, shop } = chain
  const place = { RPC_URL: rpcUrl, CREDITS_MANAGER_ADDRESS: creditsManager, DEMO_SHOP_ADDRESS: shop }
  const options = { cwd: join(folder, 'spend'), env: { CREDITS_URL: server.url, ...place, ...env } }
  return runProgram(process.execPath, ['spend.js', address, price], options)
}

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000)

describe('examples/spend', () => {
  test('default: with the package alone it verifies, plans, simulates, explains, sends, and reads the balance that has it', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5', expiresAt: inHours(12) }, { mana: '2.5' })
    const uuid = '[0-9a-f-]{36}'
    const printed = await spend(address, '6')
    expect(printed.split('\n')).toEqual(
      [
        '7.5 MANA in 2 credits',
        `${signer} may sign`,
        `${uuid}: 5 MANA left, on chain too`,
        `${uuid}: 2.5 MANA left, on chain too`,
        '1 wei too much: ExternalCallFailed\\. .+',
        `${uuid}: 5 MANA of it pay`,
        `${uuid}: 1 MANA of it pay`,
        '0 MANA remain to pay',
        `${uuid}: 5 MANA seen`,
        `${uuid}: 1 MANA seen`,
        '1.5 MANA in 1 credits',
      ].map((line) => expect.stringMatching(new RegExp(`^${line}$`))),
    )
    expect(await spend(address, '1.5')).toMatch(/: 1\.5 MANA left, on chain too\n[\s\S]*\n0 MANA in 0 credits$/)
    expect(await findDiscrepancies(server.knex)).toEqual([])
  })

  test('error: what the contract would refuse is explained and not sent', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '1' })
    const refused = spend(address, '2')
    await expect(refused).rejects.toThrow(/The contract refuses it: ERC20InsufficientAllowance\. \w+/)
    expect(await chain.rpc('eth_getTransactionCount', [address, 'latest'])).toBe('0x0')
  })

  test('behavior: a signer whom the contract does not accept is not believed, whatever the server says', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '1' })
    await chain.revokeSigner(signer)
    await chain.mine()
    const printed = spend(address, '1')
    await expect(printed).rejects.toThrow(new RegExp(`${signer} may not sign\\n.*: UNTRUSTED_SIGNER`))
    await chain.grantSigner(signer)
    await chain.mine()
  })

  test('behavior: a contract that only the server names is not trusted', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '1' })
    const elsewhere = signerAddress(`0x${'77'.repeat(32)}` as Hex)
    const printed = spend(address, '1', { CREDITS_MANAGER_ADDRESS: elsewhere })
    await expect(printed).rejects.toThrow(/1 MANA in 1 credits\n.*: UNTRUSTED_SIGNER/)
  })
})
