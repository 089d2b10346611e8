import { type Address, formatMana, WEI_PER_MANA } from '@credits-server/onchain'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { findDiscrepancies } from '../../server/src/ledger/findDiscrepancies.js'
import type { TestServer } from '../../server/test/startTestServer.js'
import type { Chain, UseCreditsArgs } from '../src/Chain.js'
import { startChain } from '../src/startChain.js'
import { farAway, grantVouchers, startServerFor, voucherOf } from './grantVouchers.js'
import { newAccount, refusal, signer, usesOf } from './testCredits.js'

let chain: Chain
let server: TestServer
beforeAll(async () => {
  chain = await startChain({ signers: [signer] })
  server = await startServerFor(chain)
})
afterAll(async () => {
  expect(await findDiscrepancies(server.knex)).toEqual([])
  await server.stop()
  await chain.stop()
})

/** What is presented to the contract: by whom, and with what. */
type Presented = { readonly user: Address; readonly args: UseCreditsArgs }

/** Each part of a voucher and how to change one bit of it; the bit is counted from the right and wraps around. */
const mutants: Record<string, (presented: Presented, bit: number) => Presented> = {
  user: ({ user, args }, bit) => ({ user: flip(user, bit), args }),
  value: (presented, bit) => withCredit(presented, ({ value, ...rest }) => ({ ...rest, value: flipWord(value, bit) })),
  expiresAt: (presented, bit) =>
    withCredit(presented, ({ expiresAt, ...rest }) => ({ ...rest, expiresAt: flipWord(expiresAt, bit) })),
  salt: (presented, bit) => withCredit(presented, ({ salt, ...rest }) => ({ ...rest, salt: flip(salt, bit) })),
  signature: ({ user, args }, bit) => ({
    user,
    args: { ...args, creditsSignatures: args.creditsSignatures.map((signature) => flip(signature, bit)) },
  }),
}

/** All that can be wrong with a credit that differs from the one that was signed. */
const refusals = [
  'InvalidSignature',
  'InvalidCreditValue',
  'CreditExpired',
  'ECDSAInvalidSignature',
  'ECDSAInvalidSignatureS',
]

describe('vouchers of the running server', () => {
  test('A13: the contract accepts every one of them, and none with one bit of it changed', async () => {
    const count = fuzzRuns(50)
    const drawn = fc.sample(
      fc.record({
        wei: fc.oneof(
          fc.bigInt(1n, 1_000n * WEI_PER_MANA),
          fc.bigInt(1n, 1_000n).map((mana) => mana * WEI_PER_MANA),
        ),
        days: fc.integer({ min: 1, max: 3_000 }),
        bit: fc.nat(65 * 8 - 1),
      }),
      count,
    )
    const now = Math.floor(Date.now() / 1_000)
    const wanted = drawn.map(({ wei, days }) => ({
      address: newAccount(),
      amount: formatMana(wei),
      expiresAtSeconds: now + days * 86_400,
    }))
    const credits = await grantVouchers(server, wanted)
    expect(credits).toHaveLength(count)

    let accepted = 0
    const survivors: string[] = []
    for (const [index, credit] of credits.entries()) {
      const { wei, bit } = drawn[index] ?? { wei: 0n, bit: 0 }
      const voucher = voucherOf(wanted[index]?.address as Address, credit)
      const presented = { user: voucher.user, args: usesOf(chain, [voucher], wei) }
      if ((await refusal(chain, presented.user, presented.args)) === null) accepted += 1
      for (const [part, mutate] of Object.entries(mutants)) {
        const mutant = mutate(presented, bit)
        const refused = await refusal(chain, mutant.user, mutant.args)
        if (refused === null || !refusals.includes(refused)) survivors.push(`${part} bit ${bit}: ${refused}`)
      }
    }
    expect(survivors).toEqual([])
    expect(accepted).toBe(count)
  })

  test('A13: every bit of one voucher counts', async () => {
    const address = newAccount()
    const [credit] = await grantVouchers(server, [
      { address, amount: '0.000000000000000007', expiresAtSeconds: farAway },
    ])
    if (!credit) throw new Error('nothing was granted')
    const presented = { user: address, args: usesOf(chain, [voucherOf(address, credit)], 7n) }
    expect(await refusal(chain, presented.user, presented.args)).toBeNull()
    const survivors: string[] = []
    const bits = { user: 160, value: 256, expiresAt: 256, salt: 256, signature: 520 }
    for (const [part, length] of Object.entries(bits)) {
      for (let bit = 0; bit < length; bit += 1) {
        const mutant = mutants[part]?.(presented, bit) ?? presented
        const refused = await refusal(chain, mutant.user, mutant.args)
        if (refused === null || !refusals.includes(refused)) survivors.push(`${part} bit ${bit}: ${refused}`)
      }
    }
    expect(survivors).toEqual([])
  })

  test('A13: on another chain the same contract at the same address refuses it', async () => {
    const address = newAccount()
    const [credit] = await grantVouchers(server, [{ address, amount: '1', expiresAtSeconds: farAway }])
    if (!credit) throw new Error('nothing was granted')
    const voucher = voucherOf(address, credit)
    const other = await startChain({ signers: [signer], chainId: chain.chainId + 1 })
    try {
      expect(other.creditsManager).toBe(chain.creditsManager)
      expect(await refusal(other, address, usesOf(other, [voucher], WEI_PER_MANA))).toBe('InvalidSignature')
      expect(await refusal(chain, address, usesOf(chain, [voucher], WEI_PER_MANA))).toBeNull()
    } finally {
      await other.stop()
    }
  })

  test('behavior: a contract wallet is a user like any other', async () => {
    const [credit] = await grantVouchers(server, [{ address: chain.wallet, amount: '2', expiresAtSeconds: farAway }])
    if (!credit) throw new Error('nothing was granted')
    const use = usesOf(chain, [voucherOf(chain.wallet, credit)], WEI_PER_MANA)
    const hash = await chain.useCreditsTogether([use, use])
    expect(await chain.rpc('eth_getTransactionReceipt', [hash])).toMatchObject({ status: '0x1' })
  })
})

type Credit = UseCreditsArgs['credits'][number]

function withCredit({ user, args }: Presented, change: (credit: Credit) => Credit): Presented {
  return { user, args: { ...args, credits: args.credits.map(change) } }
}

function flipWord(word: bigint, bit: number): bigint {
  return word ^ (1n << BigInt(bit % 256))
}

/** **Shape:** hex of as many digits as it had. */
function flip<Text extends `0x${string}`>(hex: Text, bit: number): Text {
  const length = hex.length - 2
  const flipped = BigInt(hex) ^ (1n << BigInt(bit % (length * 4)))
  return `0x${flipped.toString(16).padStart(length, '0')}` as Text
}
