import type { Address } from '@credits-server/onchain'
import { describe, expect, test } from 'vitest'
import { createPendingHints } from './createPendingHints.js'

const address = (n: number) => `0x${String(n).padStart(40, '0')}` as Address

describe('createPendingHints', () => {
  test('default: keeps the latest version of each address, whatever the order, until they are taken', () => {
    const pending = createPendingHints()
    for (const version of [2, 3, 1]) pending.add({ address: address(1), version })
    pending.add({ address: address(2), version: 1 })
    expect(pending.size).toBe(2)
    expect(pending.takeAll()).toEqual([
      { address: address(1), version: 3 },
      { address: address(2), version: 1 },
    ])
    expect([pending.size, pending.takeAll()]).toEqual([0, []])
  })

  test('behavior: of more than 10,000 addresses the first stay, and their versions are kept up to date', () => {
    const pending = createPendingHints()
    for (let n = 0; n < 10_001; n++) pending.add({ address: address(n), version: 1 })
    pending.add({ address: address(7), version: 2 })
    const taken = pending.takeAll()
    expect(taken).toHaveLength(10_000)
    expect(taken[7]).toEqual({ address: address(7), version: 2 })
  })
})
