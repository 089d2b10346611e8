import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../onchain/test/fuzzRuns.js'
import { isNewer } from './isNewer.js'

const number = fc.oneof(fc.nat(3), fc.nat(), fc.constantFrom(0, 9, 10, 99, 2 ** 40))
const id = fc.record({ epoch: fc.constantFrom('a', 'b', '0', 'a1b2c3d4'), version: number, mark: number })
const text = ({ epoch, version, mark }: { epoch: string; version: number; mark: number }) =>
  `${epoch}.${version}.${mark}`

describe('isNewer', () => {
  test('default: within an epoch by version, then by mark, as numbers', () => {
    fc.assert(
      fc.property(id, id, (held, next) => {
        const isSameEpoch = held.epoch === next.epoch
        const isLater = next.version > held.version || (next.version === held.version && next.mark > held.mark)
        expect(isNewer(text(held), text(next))).toBe(!isSameEpoch || isLater)
      }),
      { numRuns: fuzzRuns(2_000) },
    )
  })

  test.each([
    ['nothing is held', null, 'a.1.0', true],
    ['nothing is held, nothing comes', null, undefined, true],
    ['what comes has no id', 'a.1.0', undefined, true],
    ['another form comes', 'a.1.0', 'v2:a.1.0', true],
    ['the same of another form comes', 'v2:a', 'v2:a', false],
    ['another form was held', 'v2:a', 'a.1.0', true],
    ['a part more', 'a.1.0', 'a.1.0.0', true],
    ['an epoch in capitals', 'a.1.0', 'A.1.0', true],
  ])('behavior: %s', (_, held, next, expected) => {
    expect(isNewer(held, next)).toBe(expected)
  })
})
