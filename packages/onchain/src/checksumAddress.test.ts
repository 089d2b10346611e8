import fc from 'fast-check'
import { getAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import { arbitraryAddress } from '../test/arbitraryAddress.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import { checksumAddress } from './checksumAddress.js'
import { parseAddress } from './parseAddress.js'

describe('checksumAddress', () => {
  // Polygon's CreditsManager, then the examples printed in EIP-55.
  test.each([
    '0x8B3A40CA1b6F5CaFC99d112a4d02E897d1FD8Cc5',
    '0x52908400098527886E0F7030069857D2E4169EE7',
    '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
    '0xde709f2102306220921060314715629080e2fb77',
    '0x27b1fdb04752bbc536007a920d24acb045561c26',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
    '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
  ])('default: %s', (spelled) => {
    const address = parseAddress(spelled)
    expect(address && checksumAddress(address)).toBe(spelled)
  })

  test('behavior: agrees with viem on every address', () => {
    fc.assert(
      fc.property(arbitraryAddress(), (address) => {
        expect(checksumAddress(address)).toBe(getAddress(address))
      }),
      { numRuns: fuzzRuns(1_000) },
    )
  })
})
