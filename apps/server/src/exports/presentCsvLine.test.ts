import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { parseCsv } from '../../test/parseCsv.js'
import { presentCsvLine } from './presentCsvLine.js'

describe('presentCsvLine', () => {
  test('default', () => {
    expect(presentCsvLine(['a', 1, null, 'b c'])).toBe('a,1,,b c\r\n')
    expect(presentCsvLine(['a,b', 'say "x"', 'two\nlines'])).toBe('"a,b","say ""x""","two\nlines"\r\n')
  })

  test.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    '=HYPERLINK("x","y")',
  ])('behavior: %j is no formula', (text) => {
    expect(parseCsv(presentCsvLine([text, 'end']))).toEqual([[`'${text}`, 'end']])
  })

  test('behavior: any fields are read back as they were, but for the guard', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'",\r\n=+-@\t a') }))
    const field = fc.oneof(text, fc.integer({ min: 0 }), fc.constant(null))
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 5 }), { minLength: 1 }), (rows) => {
        const guarded = rows.map((row) =>
          row.map((value) => `${value ?? ''}`).map((value) => (/^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value)),
        )
        expect(parseCsv(rows.map(presentCsvLine).join(''))).toEqual(guarded)
      }),
      { numRuns: fuzzRuns(500) },
    )
  })
})
