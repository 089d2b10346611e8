import { describe, expect, test } from 'vitest'
import * as onchain from './index.js'

describe('index', () => {
  test('default: gains or loses an export only here', () => {
    expect(Object.keys(onchain).sort()).toEqual([
      'InvalidAmountError',
      'InvalidSignatureError',
      'MAX_UINT256',
      'WEI_PER_MANA',
      'checksumAddress',
      'creditDigest',
      'creditHash',
      'creditSalt',
      'creditStatus',
      'creditsManagerAbi',
      'creditsManagerTopics',
      'creditsManagers',
      'creditsSignerRole',
      'customExternalCallHash',
      'decodeCreditsManagerEvent',
      'encodeHasRole',
      'encodeRevokeCredits',
      'encodeSpentValue',
      'encodeUseCredits',
      'explainRevert',
      'formatMana',
      'hasValidChecksum',
      'isExpired',
      'manaNumber',
      'parseAddress',
      'parseMana',
      'planSpend',
      'recoverCreditSigner',
      'signCredit',
      'signerAddress',
      'toUseCreditsArgs',
      'verifyCredit',
      'verifyCreditSignature',
    ])
  })

  test('behavior: the errors are told apart by class and by name', () => {
    const amount = new onchain.InvalidAmountError('x')
    const signature = new onchain.InvalidSignatureError('x')
    expect(amount).toBeInstanceOf(Error)
    expect(signature).toBeInstanceOf(Error)
    expect([amount.name, signature.name]).toEqual(['InvalidAmountError', 'InvalidSignatureError'])
  })

  test('behavior: the constants are what the chain says', () => {
    expect(onchain.WEI_PER_MANA).toBe(1000000000000000000n)
    expect(onchain.MAX_UINT256).toBe(BigInt(`0x${'f'.repeat(64)}`))
  })
})
