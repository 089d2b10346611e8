import { type Address, creditStatus, formatMana } from '@credits-server/onchain'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createReadSnapshot, type ReadSnapshot } from '../../server/src/balance/readSnapshot.js'
import { openReadPool, type ReadPool } from '../../server/src/db/openReadPool.js'
import { findDiscrepancies } from '../../server/src/ledger/findDiscrepancies.js'
import type { TestServer } from '../../server/test/startTestServer.js'
import type { Chain } from '../src/Chain.js'
import { startChain } from '../src/startChain.js'
import { grantVouchers, startServerFor, voucherOf } from './grantVouchers.js'
import { readReceipt } from './readChain.js'
import { newAccount, refusal, signer, usesOf } from './testCredits.js'

let chain: Chain
let server: TestServer
let reads: ReadPool
/** As the server reads a balance, at a time that is chosen. */
let readSnapshot: ReadSnapshot
beforeAll(async () => {
  chain = await startChain({ signers: [signer] })
  server = await startServerFor(chain)
  reads = openReadPool(server.database.connectionString)
  readSnapshot = createReadSnapshot(reads)
})
afterAll(async () => {
  expect(await findDiscrepancies(server.knex)).toEqual([])
  await reads.close()
  await server.stop()
  await chain.stop()
})

/** Grants a credit for each second in which one is to expire, each to a user of its own. */
async function grantExpiring(seconds: readonly number[]) {
  const wanted = seconds.map((second) => ({
    address: newAccount(),
    amount: formatMana(100n),
    expiresAtSeconds: second,
  }))
  const credits = await grantVouchers(server, wanted)
  return credits.map((credit, index) => voucherOf(wanted[index]?.address as Address, credit))
}

/** Whether the server lists the user's only credit at that time. **Units:** unix milliseconds. */
async function isListed(user: Address, atMs: number): Promise<boolean> {
  const { credits } = JSON.parse((await readSnapshot(user, new Date(atMs))).body().toString()) as { credits: unknown[] }
  return credits.length === 1
}

const soon = () => Math.floor(Date.now() / 1_000) + 3_600

describe('the second in which a credit expires', () => {
  test('A12: in blocks of up to two seconds before and after it, the server lists the credit exactly while the contract spends it', async () => {
    const start = soon()
    // Ten seconds apart, because the chain's clock only goes forward.
    const vouchers = await grantExpiring(Array.from({ length: fuzzRuns(10) }, (_, index) => start + index * 10))
    const disagreements: string[] = []
    for (const voucher of vouchers) {
      for (const offset of [-2, -1, 0, 1, 2]) {
        const second = voucher.expiresAtSeconds + offset
        await chain.setTime(second)
        const hash = await chain.useCredits(voucher.user, usesOf(chain, [voucher], 1n))
        const receipt = await readReceipt(chain, hash)
        const block = await chain.rpc('eth_getBlockByNumber', [receipt.blockNumber, false])
        expect(Number((block as { timestamp: string }).timestamp)).toBe(second)
        const spent = receipt.status === '0x1'
        const listed = await isListed(voucher.user, second * 1_000)
        if (spent !== listed || spent !== offset < 0) disagreements.push(`${offset}: spent ${spent}, listed ${listed}`)
      }
    }
    expect(disagreements).toEqual([])
  })

  test('A12: at any millisecond within two seconds of it, server, contract and our own rule agree', async () => {
    const start = soon()
    const vouchers = await grantExpiring(Array.from({ length: 20 }, (_, index) => start + index * 7))
    await fc.assert(
      fc.asyncProperty(
        fc.nat(vouchers.length - 1),
        fc.integer({ min: -2_000, max: 2_000 }),
        async (index, offsetMs) => {
          const voucher = vouchers[index] as (typeof vouchers)[number]
          const atMs = voucher.expiresAtSeconds * 1_000 + offsetMs
          // A block's time is a whole second: that in which the server is asked.
          const args = usesOf(chain, [voucher], 1n)
          const refused = await refusal(chain, voucher.user, args, Math.floor(atMs / 1_000))
          const status = creditStatus({ ...voucher, spentWei: 0n }, atMs / 1_000)
          expect([refused, status]).toEqual(offsetMs < 0 ? [null, 'AVAILABLE'] : ['CreditExpired', 'EXPIRED'])
          expect(await isListed(voucher.user, atMs)).toBe(refused === null)
        },
      ),
      { numRuns: fuzzRuns(500) },
    )
  })
})
