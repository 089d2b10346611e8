import {
  type Address,
  creditsManagerTopics,
  creditsSignerRole,
  decodeCreditsManagerEvent,
  type Hex,
} from '@credits-server/onchain'
import fc from 'fast-check'
import { type Abi, encodeFunctionData, toEventSelector, toFunctionSelector } from 'viem'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import type { Chain, UseCreditsArgs } from '../src/Chain.js'
import { encodeUse } from '../src/encodeUse.js'
import { creditsVerifierAbi } from '../src/generated/CreditsVerifier.js'
import { testManaAbi } from '../src/generated/TestMana.js'
import { testShopAbi } from '../src/generated/TestShop.js'
import { startChain } from '../src/startChain.js'
import { type Log, type Receipt, readReceipt, spentValue } from './readChain.js'
import { errorName, makeVoucher, newAccount, refusal, signer, usesOf, type Voucher } from './testCredits.js'

let chain: Chain
let clean: unknown
beforeAll(async () => {
  chain = await startChain({ signers: [signer] })
})
beforeEach(async () => {
  clean = await chain.rpc('evm_snapshot', [])
})
afterEach(async () => void (await chain.rpc('evm_revert', [clean])))
afterAll(() => chain.stop())

const receiptOf = (hash: Hex) => readReceipt(chain, hash)
const spent = ({ hash }: Voucher) => spentValue(chain, hash)
const manaOf = async (account: Address) => {
  const data = encodeFunctionData({ abi: testManaAbi, functionName: 'balanceOf', args: [account] })
  return BigInt((await chain.rpc('eth_call', [{ to: chain.mana, data }])) as Hex)
}
const encode = (functionName: string, ...args: unknown[]) =>
  encodeFunctionData({ abi: creditsVerifierAbi as Abi, functionName, args })
const manage = async (functionName: string, ...args: unknown[]) => {
  const hash = await chain.send(chain.admin, chain.creditsManager, encode(functionName, ...args))
  expect((await receiptOf(hash)).status).toBe('0x1')
  return hash
}
const inMana = (functionName: 'mint' | 'approve', account: Address, value: bigint) =>
  encodeFunctionData({ abi: testManaAbi, functionName, args: [account, value] })
/** Gives a user MANA of his own, which the contract may take. */
async function fund(user: Address, valueWei: bigint): Promise<void> {
  await chain.send(chain.admin, chain.mana, inMana('mint', user, valueWei))
  await chain.send(user, chain.mana, inMana('approve', chain.creditsManager, valueWei))
}
/** What CreditUsed tells of each credit that was spent, in order. */
function usedIn({ logs }: Receipt): { hash: Hex; amountWei: bigint }[] {
  return logs.flatMap((log) => {
    const event = log.address === chain.creditsManager ? decodeCreditsManagerEvent(log) : null
    return event?.kind === 'CreditUsed' ? [{ hash: event.creditHash, amountWei: event.amountWei }] : []
  })
}
const buyFrom = (seller: Address, priceWei: bigint): UseCreditsArgs['externalCall'] => {
  const data = encodeFunctionData({ abi: testShopAbi, functionName: 'buyFrom', args: [seller, priceWei] })
  return { ...chain.buy(0n), selector: data.slice(0, 10) as Hex, data: `0x${data.slice(10)}` }
}

describe('CreditsVerifier', () => {
  test('default: it answers to the selectors of the real contract and emits under its topics', () => {
    const abi = creditsVerifierAbi as Abi
    const selectors = abi.flatMap((each) => (each.type === 'function' ? [toFunctionSelector(each)] : []))
    const real = ['1863572d', 'ed3a61b7', '4294857f', 'e838dfbb', '5c975abb', '626c7fee', '4df167be', 'd1f44ab1']
    for (const selector of [...real, '91d14854', 'e71bf9a6', '309cb81b']) expect(selectors).toContain(`0x${selector}`)

    const topics = abi.flatMap((each) => (each.type === 'event' ? [toEventSelector(each)] : []))
    const creditsUsed = '0xbf0c0494baf6ed7e1481b0ec6d3ed75f70442f3ac8d509e54e80251640471373'
    for (const topic of [...Object.values(creditsManagerTopics), creditsUsed]) expect(topics).toContain(topic)
  })

  test('default: a credit pays for what was bought, and its event says so under the hash that was signed', async () => {
    const user = newAccount()
    const voucher = makeVoucher(chain, { user })
    const receipt = await receiptOf(await chain.useCredits(user, usesOf(chain, [voucher], 4n)))
    expect(receipt.status).toBe('0x1')
    expect(receipt.logs.map(decodeCreditsManagerEvent).filter(Boolean)).toEqual([
      {
        kind: 'CreditUsed',
        user,
        creditHash: voucher.hash,
        valueWei: 10n,
        expiresAtSeconds: BigInt(voucher.expiresAtSeconds),
        salt: voucher.salt,
        amountWei: 4n,
      },
    ])
    expect([await spent(voucher), await manaOf(chain.shop), await manaOf(user)]).toEqual([4n, 4n, 0n])
    expect(await holds(creditsSignerRole, signer)).toBe(1)
  })

  test('behavior: credits are spent greedily in the order given, and those past the last one needed are not even looked at', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ valueWei: fc.bigInt(1n, 9n), usedWei: fc.bigInt(0n, 8n) }), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.bigInt(1n, 40n),
        async (drawn, priceWei) => {
          const user = newAccount()
          const credits = drawn.map(({ valueWei, usedWei }) => ({
            voucher: makeVoucher(chain, { user, valueWei }),
            // Something is left of each: a credit that is spent whole would be refused.
            usedWei: usedWei < valueWei ? usedWei : valueWei - 1n,
          }))
          for (const { voucher, usedWei } of credits) {
            if (usedWei > 0n) await chain.useCredits(user, usesOf(chain, [voucher], usedWei))
          }
          await fund(user, priceWei)
          const forged = { ...makeVoucher(chain, { user }), signature: '0x' as const }
          const left = credits.reduce((sum, { voucher, usedWei }) => sum + voucher.valueWei - usedWei, 0n)
          const vouchers = credits.map(({ voucher }) => voucher)
          const offered = usesOf(chain, left >= priceWei ? [...vouchers, forged] : vouchers, priceWei)
          const receipt = await receiptOf(await chain.useCredits(user, { ...offered, maxUncreditedValue: priceWei }))

          let owed = priceWei
          const expected = credits.flatMap(({ voucher: { hash, valueWei }, usedWei }) => {
            const leftWei = valueWei - usedWei
            const amountWei = owed - leftWei > 0n ? leftWei : owed
            owed -= amountWei
            return amountWei > 0n ? [{ hash, amountWei }] : []
          })
          expect(receipt.status).toBe('0x1')
          expect(usedIn(receipt)).toEqual(expected)
          for (const { voucher, usedWei } of credits) {
            const now = expected.find(({ hash }) => hash === voucher.hash)?.amountWei ?? 0n
            expect(await spent(voucher)).toBe(usedWei + now)
          }
          // What the credits did not cover is the user's, and the rest of what was allowed comes back.
          expect(await manaOf(user)).toBe(priceWei - owed)
        },
      ),
      { numRuns: fuzzRuns(20) },
    )
  })

  test('behavior: a contract wallet uses one credit twice in one transaction, and both uses count', async () => {
    const voucher = makeVoucher(chain, { user: chain.wallet })
    const uses = [usesOf(chain, [voucher], 3n), usesOf(chain, [voucher], 4n)]
    const receipt = await receiptOf(await chain.useCreditsTogether(uses))
    expect(usedIn(receipt)).toEqual([
      { hash: voucher.hash, amountWei: 3n },
      { hash: voucher.hash, amountWei: 4n },
    ])
    expect(await spent(voucher)).toBe(7n)
    expect((await receiptOf(await chain.useCreditsTogether([...uses]))).status).toBe('0x0')
    expect(await spent(voucher)).toBe(7n)
  })

  test('behavior: the cap holds for an hour of the chain’s clock, and a new hour allows all of it again', async () => {
    const user = newAccount()
    const voucher = makeVoucher(chain, { user, valueWei: 100n })
    await manage('updateMaxManaCreditedPerHour', 10n)
    const { timestamp } = (await chain.rpc('eth_getBlockByNumber', ['latest', false])) as { timestamp: string }
    const hour = (Math.floor(Number(timestamp) / 3600) + 2) * 3600
    const spend = async (atSeconds: number, priceWei: bigint) => {
      await chain.setTime(atSeconds)
      // More than the cap may be approved, or the call itself would fail first.
      await fund(user, priceWei)
      const args = { ...usesOf(chain, [voucher], priceWei), maxUncreditedValue: priceWei }
      const refused = await refusal(chain, user, args)
      if (refused === null) await chain.useCredits(user, args)
      return refused
    }
    expect(await spend(hour, 6n)).toBeNull()
    expect(await spend(hour + 3598, 5n)).toBe('MaxManaCreditedPerHourExceeded')
    expect(await spend(hour + 3605, 5n)).toBeNull()
    expect(await spend(hour + 3610, 6n)).toBe('MaxManaCreditedPerHourExceeded')
    await manage('updateMaxManaCreditedPerHour', 4n)
    expect(await refusal(chain, user, usesOf(chain, [voucher], 1n))).toBe('Panic')
    expect(await spend(hour + 7200, 4n)).toBeNull()
  })

  test('behavior: a credit is refused from the very second it expires', async () => {
    const user = newAccount()
    const expiresAtSeconds = 4_000_000_000
    const args = usesOf(chain, [makeVoucher(chain, { user, expiresAtSeconds })], 1n)
    expect(await refusal(chain, user, args, expiresAtSeconds - 1)).toBeNull()
    expect(await refusal(chain, user, args, expiresAtSeconds)).toBe('CreditExpired')
  })

  test('behavior: a revocation is told and stays, a denial is told and can be taken back', async () => {
    const user = newAccount()
    const voucher = makeVoucher(chain, { user })
    const args = usesOf(chain, [voucher], 1n)
    const [denied] = (await receiptOf(await manage('denyUsers', [user], [true]))).logs
    expect(decodeCreditsManagerEvent(denied as Log)).toEqual({
      kind: 'UserDenied',
      denier: chain.admin,
      user,
      isDenied: true,
    })
    expect(await refusal(chain, user, args)).toBe('DeniedUser')
    await manage('denyUsers', [user], [false])
    expect(await refusal(chain, user, args)).toBeNull()
    const [revoked] = (await receiptOf(await manage('revokeCredits', [voucher.hash]))).logs
    expect(decodeCreditsManagerEvent(revoked as Log)).toEqual({
      kind: 'CreditRevoked',
      revoker: chain.admin,
      creditHash: voucher.hash,
    })
    expect(await refusal(chain, user, args)).toBe('RevokedCredit')
  })

  test('behavior: a signer who loses the role takes its vouchers with it, and gives them back with it', async () => {
    const user = newAccount()
    const args = usesOf(chain, [makeVoucher(chain, { user })], 1n)
    await chain.revokeSigner(signer)
    expect(await refusal(chain, user, args)).toBe('InvalidSignature')
    await chain.grantSigner(signer)
    expect(await refusal(chain, user, args)).toBeNull()
  })

  test('behavior: of several things that are wrong the first in the order of the rules is told', async () => {
    const user = newAccount()
    const expired = makeVoucher(chain, { user, valueWei: 0n, expiresAtSeconds: 1 })
    const stranger: Hex = `0x${'77'.repeat(32)}`
    const forged = makeVoucher(chain, { user }, stranger)
    const forgedExpired = makeVoucher(chain, { user, expiresAtSeconds: 1 }, stranger)
    await manage('revokeCredits', [forged.hash, forgedExpired.hash])
    await manage('denyUsers', [user], [true])
    await manage('pause')
    const broken = { ...usesOf(chain, [], 1n), maxCreditedValue: 0n, creditsSignatures: ['0x'] as const }
    const told = async (args: UseCreditsArgs) => refusal(chain, user, args)

    expect(await told(broken)).toBe('EnforcedPause')
    await manage('unpause')
    expect(await told(broken)).toBe('DeniedUser')
    await manage('denyUsers', [user], [false])
    expect(await told(broken)).toBe('ExternalCallFailed')
    expect(await told({ ...broken, externalCall: chain.buy(0n) })).toBe('NoMANATransfer')
    await fund(user, 1n)
    const paid = { ...broken, maxUncreditedValue: 1n }
    expect(await told(paid)).toBe('NoCredits')
    const { credits } = usesOf(chain, [expired], 1n)
    expect(await told({ ...paid, credits, creditsSignatures: [] })).toBe('InvalidCreditsSignaturesLength')
    expect(await told({ ...paid, credits })).toBe('MaxCreditedValueZero')
    expect(await told({ ...paid, credits, maxCreditedValue: 1n })).toBe('InvalidCreditValue')
    expect(await told(usesOf(chain, [forgedExpired], 1n))).toBe('CreditExpired')
    expect(await told(usesOf(chain, [forged], 1n))).toBe('RevokedCredit')
    const other = makeVoucher(chain, { user }, stranger)
    expect(await told(usesOf(chain, [other], 1n))).toBe('InvalidSignature')
    const good = makeVoucher(chain, { user })
    await chain.useCredits(user, usesOf(chain, [good], 10n))
    expect(await told(usesOf(chain, [good], 1n))).toBe('CreditConsumed')
  })

  describe('error', () => {
    const user = newAccount()
    const one = () => makeVoucher(chain, { user })
    const withSignature = (signature: Hex) => usesOf(chain, [{ ...one(), signature }], 1n)
    const cases: [string, () => UseCreditsArgs | Promise<UseCreditsArgs>][] = [
      ['SenderBalanceChanged', () => ({ ...usesOf(chain, [one()], 2n), externalCall: buyFrom(user, 2n) })],
      ['ExternalCallFailed', () => ({ ...usesOf(chain, [one()], 2n), maxCreditedValue: 1n })],
      ['ERC20InsufficientAllowance', () => ({ ...usesOf(chain, [one()], 2n), maxUncreditedValue: 1n })],
      ['ECDSAInvalidSignatureLength', () => withSignature('0x1234')],
      ['ECDSAInvalidSignatureS', () => withSignature(`0x${'11'.repeat(32)}${'ff'.repeat(32)}1b`)],
      ['ECDSAInvalidSignature', () => withSignature(`0x${'11'.repeat(64)}05`)],
      // Credits of another user, another chain and another contract are other credits, which nobody has signed.
      ['InvalidSignature', () => usesOf(chain, [makeVoucher(chain, { user: newAccount() })], 1n)],
      ['InvalidSignature', () => usesOf(chain, [makeVoucher(chain, { user, chainId: 137 })], 1n)],
      ['InvalidSignature', () => usesOf(chain, [makeVoucher(chain, { user, contract: newAccount() })], 1n)],
      [
        'MaxUncreditedValueExceeded',
        () => ({ ...usesOf(chain, [makeVoucher(chain, { user, valueWei: 1n })], 2n), maxCreditedValue: 2n }),
      ],
      [
        'MaxCreditedValueExceeded',
        async () => {
          await fund(user, 1n)
          return { ...usesOf(chain, [one()], 2n), maxCreditedValue: 1n, maxUncreditedValue: 1n }
        },
      ],
    ]
    test.each(cases)('error: %s', async (name, make) => {
      expect(await refusal(chain, user, await make())).toBe(name)
    })

    test('error: ExternalCallFailed when what is bought uses credits in its turn', async () => {
      const args = usesOf(chain, [one()], 1n)
      const data = encodeUse(args)
      const again = { ...args.externalCall, target: chain.creditsManager, selector: data.slice(0, 10) as Hex }
      const nested = { ...args, externalCall: { ...again, data: `0x${data.slice(10)}` as const } }
      expect(await refusal(chain, user, nested)).toBe('ExternalCallFailed')
    })

    const rights: [string, string, unknown[]][] = [
      ['revokeCredits', 'Unauthorized', [[`0x${'00'.repeat(32)}`]]],
      ['denyUsers', 'Unauthorized', [[user], [true]]],
      ['denyUsers', 'InvalidUsersLength', [[], [true]]],
      ['denyUsers', 'InvalidAreDeniedLength', [[user], []]],
      ['pause', 'Unauthorized', []],
      ['unpause', 'AccessControlUnauthorizedAccount', []],
      ['updateMaxManaCreditedPerHour', 'AccessControlUnauthorizedAccount', [1n]],
      ['grantRole', 'AccessControlUnauthorizedAccount', [creditsSignerRole, user]],
    ]
    test.each(rights)('error: %s by anybody is %s', async (name, error, args) => {
      const data = await chain.refusalOf(user, chain.creditsManager, encode(name, ...args))
      expect(data && errorName(data)).toBe(error)
    })
  })
})

async function holds(role: Hex, account: Address): Promise<number> {
  return Number(await chain.rpc('eth_call', [{ to: chain.creditsManager, data: encode('hasRole', role, account) }]))
}
