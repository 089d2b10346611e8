import { hexToBytes } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import { decodeAbi } from './decodeAbi.js'

const word = (value: bigint | number) => value.toString(16).padStart(64, '0')
const encoding = (...words: (bigint | number)[]) => hexToBytes(words.map(word).join(''))

describe('decodeAbi', () => {
  test('default', () => {
    const data = encoding(7, 64, 2, 8, 9)
    expect(decodeAbi({ one: 'uint256', list: ['uint256'] }, data)).toEqual({ one: 7n, list: [8n, 9n] })
  })

  test('behavior: what stands behind the encoding is not looked at', () => {
    expect(decodeAbi({ one: 'uint256' }, encoding(7, 8))).toEqual({ one: 7n })
  })

  test('error: RangeError for elements that all are the same bytes, which would be 30 MB of 62 kB', () => {
    const offsets = Array.from({ length: 1_000 }, () => word(32_000)).join('')
    const data = hexToBytes(word(32) + word(1_000) + offsets + word(30_000) + '00'.repeat(30_000))
    expect(() => decodeAbi({ list: ['bytes'] }, data)).toThrow(RangeError)
  })

  test.each([
    ['a list longer than the data', { list: ['uint256'] }, encoding(32, 2, 1)],
    ['an offset behind its end', { list: ['uint256'] }, encoding(96, 0)],
    ['an offset of 2^255', { list: ['uint256'] }, encoding(2n ** 255n, 0)],
    ['an address of 21 bytes', { address: 'address' }, encoding(2n ** 160n)],
    ['5 bytes where 4 should be', { selector: 'bytes4' }, encoding(2n ** 223n)],
    ['nothing', { one: 'uint256' }, encoding()],
  ] as const)('error: RangeError for %s', (_, type, data) => {
    expect(() => decodeAbi(type, data)).toThrow(RangeError)
  })
})
