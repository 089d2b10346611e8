import fc from 'fast-check'
import { parseEther } from 'viem'
import { describe, expect, test } from 'vitest'
import { arbitraryWei } from '../test/arbitraryWei.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import { formatMana } from './formatMana.js'
import { InvalidAmountError } from './InvalidAmountError.js'
import { MAX_UINT256 } from './maxUint256.js'
import { parseMana } from './parseMana.js'

const MAX_MANA = '115792089237316195423570985008687907853269984665640564039457.584007913129639935'
const ONE_WEI_TOO_MANY = '115792089237316195423570985008687907853269984665640564039457.584007913129639936'

describe('parseMana', () => {
  test('default', () => {
    expect(parseMana('12.5')).toBe(12500000000000000000n)
  })

  test.each([
    ['0', 0n],
    ['0.0', 0n],
    ['0.000000000000000000', 0n],
    ['0.000000000000000001', 1n],
    ['1', 1000000000000000000n],
    ['1.10', 1100000000000000000n],
    ['10', 10000000000000000000n],
    ['0.1', 100000000000000000n],
    ['123456789.123456789123456789', 123456789123456789123456789n],
    [MAX_MANA, MAX_UINT256],
  ])('behavior: %s is %d wei', (text, wei) => {
    expect(parseMana(text)).toBe(wei)
  })

  test.each([
    ['nothing', ''],
    ['a plus', '+1'],
    ['a minus', '-1'],
    ['minus zero', '-0'],
    ['no digit before the point', '.5'],
    ['no digit after the point', '5.'],
    ['a point alone', '.'],
    ['two points', '1.2.3'],
    ['an exponent', '1e3'],
    ['a negative exponent', '1E-3'],
    ['hex', '0x10'],
    ['a BigInt suffix', '1n'],
    ['a space before', ' 1'],
    ['a space after', '1 '],
    ['a line end after', '1\n'],
    ['a separator', '1_000'],
    ['a thousands comma', '1,000'],
    ['a decimal comma', '1,5'],
    ['a leading zero', '01'],
    ['two zeros', '00'],
    ['a leading zero before the point', '00.5'],
    ['full-width digits', '\uff11\uff12'],
    ['Arabic-Indic digits', '\u0661\u0662'],
    ['a word', 'NaN'],
    ['Infinity', 'Infinity'],
    ['a unit', '1 MANA'],
    ['a NUL', '1\0'],
  ])('error: InvalidAmountError for %s', (_, text) => {
    expect(() => parseMana(text)).toThrow(InvalidAmountError)
    expect(() => parseMana(text)).toThrow(/is not a decimal amount of MANA; write/)
  })

  test.each(['0.0000000000000000001', '1.0000000000000000000', '1.1234567890123456789'])(
    'error: InvalidAmountError for %s, whose 19th decimal is never rounded away',
    (text) => {
      expect(() => parseMana(text)).toThrow(InvalidAmountError)
      expect(() => parseMana(text)).toThrow(/more than 18 decimals/)
    },
  )

  test.each([
    ['2^256 wei', ONE_WEI_TOO_MANY],
    ['60 nines', '9'.repeat(60)],
    ['61 digits', `1${'0'.repeat(60)}`],
  ])('error: InvalidAmountError for %s, which the chain cannot hold', (_, text) => {
    expect(() => parseMana(text)).toThrow(InvalidAmountError)
    expect(() => parseMana(text)).toThrow(/2\^256 wei or more/)
  })

  test('error: InvalidAmountError for ten million digits, at once and with a short message', () => {
    const startedMs = performance.now()
    try {
      parseMana('9'.repeat(10_000_000))
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidAmountError)
      expect((error as InvalidAmountError).message.length).toBeLessThan(200)
    }
    // BigInt alone takes 2.5 s to read so many digits, and this about 0.05 s; the budget is for a busy machine.
    expect(performance.now() - startedMs).toBeLessThan(1_000)
  })

  test.each([12.5, 12n, null, undefined, ['1']])('error: InvalidAmountError for %s, which is not a string', (value) => {
    expect(() => parseMana(value as never)).toThrow(InvalidAmountError)
    expect(() => parseMana(value as never)).toThrow(/must be a string/)
  })

  test('behavior: undoes formatMana over the whole range', () => {
    fc.assert(
      fc.property(arbitraryWei(), (wei) => parseMana(formatMana(wei)) === wei),
      { numRuns: fuzzRuns(50_000) },
    )
  })

  test('behavior: agrees with viem on every text it takes', () => {
    const text = fc
      .tuple(
        fc.bigInt({ min: 0n, max: 10n ** 40n }),
        fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 18 }),
      )
      .map(([whole, decimals]) => (decimals === '' ? `${whole}` : `${whole}.${decimals}`))
    fc.assert(
      fc.property(text, (amount) => parseMana(amount) === parseEther(amount)),
      { numRuns: fuzzRuns(2_000) },
    )
  })
})
