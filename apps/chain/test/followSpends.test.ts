import type { Balance, Credit } from '@credits-server/contract'
import { type Address, parseMana } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grantTestCredit, newAddress } from '../../server/test/grantTestCredit.js'
import type { TestServer } from '../../server/test/startTestServer.js'
import type { Chain } from '../src/Chain.js'
import { startChain } from '../src/startChain.js'
import { eventually } from './eventually.js'
import { startServerFor, voucherOf } from './grantVouchers.js'
import { signer, usesOf } from './testCredits.js'

let chain: Chain
let server: TestServer

beforeAll(async () => {
  chain = await startChain({ signers: [signer] })
  server = await startServerFor(chain, { RPC_URL: chain.rpcUrl, CHAIN_POLL_MS: '100' })
})
afterAll(async () => {
  await server.stop()
  await chain.stop()
})

const balanceOf = async (address: Address): Promise<Balance> =>
  (await (await fetch(`${server.url}/users/${address}/credits`)).json()) as Balance
const creditOf = async (address: Address, id: string) =>
  (await fetch(`${server.url}/users/${address}/credits/${id}`)).json()

describe('following the chain', () => {
  test('default: a part is spent, then the rest; a reorg gives it back with a higher version', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '10' })
    const before = await balanceOf(address)
    const [credit] = before.credits as [Credit]

    await chain.useCredits(address, usesOf(chain, [voucherOf(address, credit)], parseMana('4')))
    const partly = await eventually(async () => {
      const balance = await balanceOf(address)
      expect(balance.credits[0]).toMatchObject({ status: 'PARTIALLY_USED', availableAmount: 6 })
      return balance
    })
    expect(partly.changes?.[0]).toMatchObject({ kind: 'spent', cause: 'chain', amountWei: String(parseMana('4')) })

    await chain.useCredits(address, usesOf(chain, [voucherOf(address, credit)], parseMana('6')))
    const used = await eventually(async () => {
      const balance = await balanceOf(address)
      expect(balance.credits).toEqual([])
      return balance
    })
    expect(await creditOf(address, credit.id)).toMatchObject({ status: 'USED' })

    await chain.reorg(1)
    const back = await eventually(async () => {
      const balance = await balanceOf(address)
      expect(balance.credits[0]).toMatchObject({ status: 'PARTIALLY_USED', availableAmount: 6 })
      return balance
    })
    expect(back.version).toBeGreaterThan(Number(used.version))
    expect(back.changes?.[0]).toMatchObject({ kind: 'restored', cause: 'chain' })
  })
})
