import {
  type Address,
  creditSalt,
  creditsManagerAbi,
  encodeSpentValue,
  encodeUseCredits,
  explainRevert,
  type Hex,
  type ListedCredit,
  planSpend,
  toUseCreditsArgs,
  verifyCredit,
} from '@credits-server/onchain'
import fc from 'fast-check'
import { createPublicClient, encodeFunctionData, http } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import type { Chain } from '../src/Chain.js'
import { creditsVerifierAbi } from '../src/generated/CreditsVerifier.js'
import { testManaAbi } from '../src/generated/TestMana.js'
import { startChain } from '../src/startChain.js'
import { makeVoucher, newAccount, signer } from './testCredits.js'

let chain: Chain
beforeAll(async () => {
  chain = await startChain({ signers: [signer] })
})
afterAll(() => chain.stop())

const nowSeconds = () => Date.now() / 1_000
const later = 4_102_444_800

/** A credit as the API lists it. */
function listed(user: Address, fields: { valueWei: bigint; expiresAtSeconds?: number }): ListedCredit & { hash: Hex } {
  const id = crypto.randomUUID()
  const { hash, signature, ...credit } = makeVoucher(chain, { user, salt: creditSalt(id), ...fields })
  const { chainId, contract, valueWei, expiresAtSeconds, salt } = credit
  const onChain = { chainId, contract, value: String(valueWei), spent: '0', expiresAt: expiresAtSeconds, salt }
  return { id, signature, onChain, hash }
}

async function spentOf(hash: Hex): Promise<bigint> {
  return BigInt((await chain.rpc('eth_call', [{ to: chain.creditsManager, data: encodeSpentValue(hash) }])) as Hex)
}

async function fund(user: Address, valueWei: bigint): Promise<void> {
  for (const [from, functionName, account] of [
    [chain.admin, 'mint', user],
    [user, 'approve', chain.creditsManager],
  ] as const) {
    await chain.send(
      from,
      chain.mana,
      encodeFunctionData({ abi: testManaAbi, functionName, args: [account, valueWei] }),
    )
  }
}

describe('planSpend', () => {
  test('property: the contract spends of each credit just what the plan says, and takes the rest from the user', async () => {
    const credit = fc.record({
      valueWei: fc.bigInt({ min: 1n, max: 9n }),
      expiresAtSeconds: fc.constantFrom(later, later + 1, later + 2),
    })
    const credits = fc.array(credit, { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(credits, fc.bigInt({ min: 1n, max: 40n }), async (fields, priceWei) => {
        const user = newAccount()
        const own = fields.map((each) => listed(user, each))
        for (const each of own) {
          const verdict = verifyCredit(each, { signers: [signer], nowSeconds: nowSeconds(), userAddress: user })
          expect(verdict).toMatchObject({ ok: true, hash: each.hash })
        }
        const plan = planSpend(own, priceWei, nowSeconds())
        if (plan.uncreditedWei > 0n) await fund(user, plan.uncreditedWei)
        const data = encodeUseCredits(toUseCreditsArgs(plan, { externalCall: chain.buy(priceWei) }))
        expect(await chain.refusalOf(user, chain.creditsManager, data)).toBe(null)
        await chain.send(user, chain.creditsManager, data)
        for (const { id, hash } of own) {
          const spendWei = plan.vouchers.find((voucher) => voucher.id === id)?.spendWei ?? 0n
          expect(await spentOf(hash)).toBe(spendWei)
        }
      }),
      { numRuns: fuzzRuns(25) },
    )
  })
})

describe('explainRevert', () => {
  const planned = (user: Address, priceWei = 5n) => {
    const plan = planSpend([listed(user, { valueWei: 3n })], priceWei, nowSeconds())
    return toUseCreditsArgs(plan, { externalCall: chain.buy(priceWei) })
  }
  const thrownBy = (call: Promise<unknown>) => call.then(() => null).catch((error: unknown) => error)

  test('behavior: it knows what the node says of a call, and what viem makes of it', async () => {
    const [user, other] = [newAccount(), newAccount()]
    const args = planned(user, 3n)
    const call = { from: other, to: chain.creditsManager, data: encodeUseCredits(args) }
    expect(explainRevert(await thrownBy(chain.rpc('eth_call', [call, 'latest']))).name).toBe('InvalidSignature')
    expect(explainRevert(await thrownBy(chain.rpc('eth_estimateGas', [call]))).name).toBe('InvalidSignature')
    const client = createPublicClient({ transport: http(chain.rpcUrl) })
    const contract = {
      abi: creditsManagerAbi,
      address: chain.creditsManager,
      functionName: 'useCredits',
      args,
    } as const
    expect(await thrownBy(client.simulateContract({ ...contract, account: user }))).toBe(null)
    expect(explainRevert(await thrownBy(client.simulateContract({ ...contract, account: other }))).name).toBe(
      'InvalidSignature',
    )
  })

  test('behavior: a user who has not approved the rest is told so', async () => {
    const user = newAccount()
    const data = await chain.refusalOf(user, chain.creditsManager, encodeUseCredits(planned(user)))
    expect(explainRevert(data)).toMatchObject({ name: 'ERC20InsufficientAllowance', args: { needed: 2n } })
  })

  test('behavior: the contract that is paused can be tried later', async () => {
    const user = newAccount()
    for (const functionName of ['pause', 'unpause'] as const) {
      await chain.send(chain.admin, chain.creditsManager, encodeFunctionData({ abi: creditsVerifierAbi, functionName }))
      const data = await chain.refusalOf(user, chain.creditsManager, encodeUseCredits(planned(user, 3n)))
      const revert = data && explainRevert(data)
      if (functionName === 'pause') expect(revert).toMatchObject({ name: 'EnforcedPause', retryable: true })
      else expect(revert).toBe(null)
    }
  })
})
