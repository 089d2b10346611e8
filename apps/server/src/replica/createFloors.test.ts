import type { Address } from '@credits-server/onchain'
import { describe, expect, test } from 'vitest'
import { unknownVersion } from '../hints/Hints.js'
import { createFloors } from './createFloors.js'

const address = (n: number) => `0x${String(n).padStart(40, '0')}` as Address

/** A moment after everything before it, whatever the clock's grain. */
async function later(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 2))
  return performance.now()
}

describe('createFloors', () => {
  test('default: the latest version that was named, until it is forgotten', async () => {
    const floors = createFloors()
    expect(floors.of(address(1))).toBe(0)
    for (const version of [3, 5, 4]) floors.raise(address(1), version)
    expect(floors.of(address(1))).toBe(5)
    const between = await later()
    floors.raise(address(2), 7)
    floors.forget(between)
    expect([floors.of(address(1)), floors.of(address(2)), floors.completeSinceMs]).toEqual([0, 7, between])
  })

  test('behavior: a doubt stays until the primary was asked after it', async () => {
    const floors = createFloors()
    const before = performance.now()
    await later()
    floors.raise(address(1), unknownVersion)
    floors.settle(address(1), 4, before)
    expect(floors.of(address(1))).toBe(unknownVersion)
    floors.settle(address(1), 4, await later())
    expect(floors.of(address(1))).toBe(4)
  })

  test('behavior: the primary may answer less than was known, in another epoch', async () => {
    const floors = createFloors()
    floors.raise(address(1), 9)
    floors.settle(address(1), 2, await later())
    expect(floors.of(address(1))).toBe(2)
  })

  test('behavior: what is forgotten for want of room is not forgotten to have been', () => {
    const floors = createFloors()
    const beganAtMs = performance.now()
    for (let n = 0; n < 100_000; n++) floors.raise(address(n), 1)
    expect(floors.completeSinceMs).toBe(Number.NEGATIVE_INFINITY)
    floors.raise(address(100_000), 1)
    expect(floors.completeSinceMs).toBeGreaterThanOrEqual(beganAtMs)
    expect([floors.of(address(0)), floors.of(address(1)), floors.of(address(100_000))]).toEqual([0, 1, 1])
  })
})
