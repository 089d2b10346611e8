import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { parseTimeCursor, presentTimeCursor } from './TimePlace.js'

const hex = /^[0-9a-f]{12}$/

describe('parseTimeCursor', () => {
  test('default: reads every cursor that presentTimeCursor gives', () => {
    const arbitraryPlace = fc.record({
      at: fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
      id: fc.stringMatching(hex),
    })
    fc.assert(
      fc.property(arbitraryPlace, (place) => {
        expect(parseTimeCursor(presentTimeCursor(place), hex)).toEqual(place)
      }),
      { numRuns: fuzzRuns(1_000) },
    )
  })

  test('behavior: any other text is none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        const place = parseTimeCursor(text, hex)
        if (place) expect(presentTimeCursor(place)).toBe(text)
      }),
      { numRuns: fuzzRuns(1_000) },
    )
    const encode = (text: string) => Buffer.from(text).toString('base64url')
    const wrong = ['', 'x', '1', '01.0123456789ab', '1.0123456789AB', '-1.0123456789ab', '253402300800000.0123456789ab']
    for (const text of wrong) expect([text, parseTimeCursor(encode(text), hex)]).toEqual([text, null])
    const right = encode('1.0123456789ab')
    expect(parseTimeCursor(right, hex)).not.toBeNull()
    expect(parseTimeCursor(`${right}=`, hex)).toBeNull()
  })
})
