import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { arbitraryAddress } from '../test/arbitraryAddress.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import type { Hex } from './Hex.js'
import { type Address, parseAddress } from './parseAddress.js'

describe('parseAddress', () => {
  test('default', () => {
    expect(parseAddress('0x8B3A40CA1b6F5CaFC99d112a4d02E897d1FD8Cc5')).toBe(
      '0x8b3a40ca1b6f5cafc99d112a4d02e897d1fd8cc5',
    )
  })

  test('behavior: every case of an address gives the same address', () => {
    fc.assert(
      fc.property(arbitraryAddress(), fc.infiniteStream(fc.boolean()), (address, upper) => {
        const spelled = [...address.slice(2)].map((digit) => (upper.next().value ? digit.toUpperCase() : digit))
        expect(parseAddress(`0x${spelled.join('')}`)).toBe(address)
      }),
      { numRuns: fuzzRuns(500) },
    )
  })

  test.each([
    ['nothing', ''],
    ['the prefix alone', '0x'],
    ['no prefix', '8b3a40ca1b6f5cafc99d112a4d02e897d1fd8cc5'],
    ['an upper-case prefix', '0X8b3a40ca1b6f5cafc99d112a4d02e897d1fd8cc5'],
    ['39 digits', '0x8b3a40ca1b6f5cafc99d112a4d02e897d1fd8cc'],
    ['41 digits', '0x8b3a40ca1b6f5cafc99d112a4d02e897d1fd8cc55'],
    ['a digit that is not hex', '0x8b3a40ca1b6f5cafc99d112a4d02e897d1fd8ccg'],
    ['a space before', ' 0x8b3a40ca1b6f5cafc99d112a4d02e897d1fd8cc5'],
    ['a line end after', '0x8b3a40ca1b6f5cafc99d112a4d02e897d1fd8cc5\n'],
    ['a full-width digit', '0x8b3a40ca1b6f5cafc99d112a4d02e897d1fd8cc\uff15'],
  ])('behavior: %s is not an address', (_, text) => {
    expect(parseAddress(text)).toBeNull()
  })

  test('behavior: only parseAddress makes an Address, and an Address is still Hex', () => {
    expectTypeOf<Hex>().not.toExtend<Address>()
    expectTypeOf<Address>().toExtend<Hex>()
  })
})
