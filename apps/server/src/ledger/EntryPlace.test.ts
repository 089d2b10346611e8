import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { parseEntryCursor, presentEntryCursor } from './EntryPlace.js'

const creditId = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
const base64url = (text: string) => Buffer.from(text).toString('base64url')

describe('parseEntryCursor', () => {
  test('default: every place survives its cursor, which needs no encoding in a URL', () => {
    const place = fc.record({
      at: fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
      version: fc.maxSafeNat(),
      creditId: fc.uuid(),
    })
    fc.assert(
      fc.property(place, (drawn) => {
        const cursor = presentEntryCursor(drawn)
        expect(parseEntryCursor(cursor)).toEqual(drawn)
        expect(encodeURIComponent(cursor)).toBe(cursor)
      }),
      { numRuns: fuzzRuns(1_000) },
    )
  })

  test('behavior: no other text is a cursor, and none makes a place that the database cannot hold', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string().map(base64url)), (text) => {
        expect(parseEntryCursor(text)).toBeNull()
      }),
      { numRuns: fuzzRuns(1_000) },
    )
  })

  test.each([
    ['nothing', ''],
    ['no base64', '%'],
    ['the text itself', `1773619200250.2.${creditId}`],
    ['padding', `${base64url(`177361920025.2.${creditId}`)}=`],
    ['a space behind it', `${base64url(`1773619200250.2.${creditId}`)} `],
    ['a letter more', base64url(`1773619200250.2.${creditId}x`)],
    ['a line feed', base64url(`1773619200250.2.${creditId}\n`)],
    ['a leading zero', base64url(`01773619200250.2.${creditId}`)],
    ['a time before all', base64url(`-1.2.${creditId}`)],
    ['a fraction of a millisecond', base64url(`1773619200250.5.2.${creditId}`)],
    ['the year 10000', base64url(`253402300800000.2.${creditId}`)],
    ['a version that no number holds', base64url(`1773619200250.9007199254740993.${creditId}`)],
    ['a version that no bigint holds', base64url(`1773619200250.99999999999999999999.${creditId}`)],
    ['a credit in capitals', base64url(`1773619200250.2.${creditId.toUpperCase()}`)],
    ['no credit', base64url('1773619200250.2')],
  ])('behavior: %s is no cursor', (_, text) => {
    expect(parseEntryCursor(text)).toBeNull()
  })
})
