import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatSnapshotId, hasMoved, parseSnapshotId } from './SnapshotId.js'

const epoch = fc.constantFrom('0f3a5c7e9b1d', 'ffffffffffff')
const id = fc.record({ epoch, version: fc.nat({ max: 3 }), mark: fc.nat({ max: 3 }) })
const largest = { epoch: '0f3a5c7e9b1d', version: Number.MAX_SAFE_INTEGER, mark: 253_402_300_799 }

describe('SnapshotId', () => {
  test('default: parse reads what format writes, in at most 64 bytes of [A-Za-z0-9.-]', () => {
    fc.assert(
      fc.property(id, (one) => {
        expect(parseSnapshotId(formatSnapshotId(one))).toEqual(one)
      }),
    )
    expect(parseSnapshotId(formatSnapshotId(largest))).toEqual(largest)
    expect(formatSnapshotId(largest)).toMatch(/^[A-Za-z0-9.-]{1,64}$/)
  })

  test.each([
    '',
    'a',
    'a.1',
    'a.1.2.3',
    'A.1.2',
    'a.01.2',
    'a.-1.2',
    'a.1.2 ',
    ' a.1.2',
    'a.1e3.2',
    'a.1.2\n',
    '.1.2',
    'a..2',
  ])('error: %j is no id', (text) => expect(parseSnapshotId(text)).toBeNull())

  test('behavior: within an epoch moved is a strict order of (version, mark); across epochs everything has moved', () => {
    fc.assert(
      fc.property(id, id, (a, b) => {
        const later = a.epoch !== b.epoch || b.version * 10 + b.mark > a.version * 10 + a.mark
        expect(hasMoved(a, b)).toBe(later)
      }),
    )
    expect(hasMoved(null, largest)).toBe(true)
  })
})
