import type { Address } from '@credits-server/onchain'
import { describe, expect, test } from 'vitest'
import { packHints } from './packHints.js'

const hint = (n: number) => ({ address: `0x${String(n).padStart(40, '0')}` as Address, version: n })

describe('packHints', () => {
  test('default: one message of lines', () => {
    expect(packHints([hint(1), hint(2)])).toEqual([`${hint(1).address}:1\n${hint(2).address}:2`])
    expect(packHints([])).toEqual([])
  })

  test('behavior: no message is longer than 7,900 bytes, and no hint is lost or split', () => {
    const hints = Array.from({ length: 1_000 }, (_, n) => hint(n))
    const messages = packHints(hints)
    expect(messages.every((message) => message.length <= 7_900)).toBe(true)
    expect(messages.join('\n').split('\n')).toEqual(hints.map(({ address, version }) => `${address}:${version}`))
    expect(messages.length).toBeLessThan(10)
  })
})
