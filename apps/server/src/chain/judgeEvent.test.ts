import { type Address, creditHash, type Hex } from '@credits-server/onchain'
import { describe, expect, test } from 'vitest'
import type { ChainEvent } from './ChainEvent.js'
import { judgeEvent, type StandingCredit } from './judgeEvent.js'

const contract = `0x${'c0'.repeat(20)}` as Address
const other = `0x${'0c'.repeat(20)}` as Address
const user = `0x${'11'.repeat(20)}` as Address
const salt: Hex = `0x${'5a'.repeat(32)}`
const chainId = 137
const terms = { user, chainId, contract, valueWei: 100n, expiresAtSeconds: 2_000_000_000, salt }
const hash = creditHash(terms)

const credit: StandingCredit = {
  id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  address: user,
  contract,
  valueWei: 100n,
  expiresAtSeconds: 2_000_000_000n,
  salt,
  spentWei: 40n,
  isClaimed: true,
}
type Told = ChainEvent['told']
const used = (fields: Partial<Extract<Told, { kind: 'CreditUsed' }>> = {}): Told => ({
  kind: 'CreditUsed',
  user,
  creditHash: hash,
  valueWei: 100n,
  expiresAtSeconds: 2_000_000_000n,
  salt,
  amountWei: 60n,
  ...fields,
})
const place = { blockNumber: 1, blockHash: hash, logIndex: 0, transactionHash: hash }
const judge = (told: Told, standing: StandingCredit | undefined = credit, by = contract) =>
  judgeEvent({ ...place, contract: by, told }, standing, { chainId, contracts: [contract] })

describe('judgeEvent', () => {
  test('default: a use of what is left is possible, to the last wei', () => {
    expect(judge(used())).toBeNull()
    expect(judge(used({ amountWei: 1n }))).toBeNull()
  })

  test.each<[string, Told, StandingCredit | undefined, Address]>([
    ['FOREIGN_CONTRACT', used(), credit, other],
    ['OVERSPENT', used({ amountWei: 61n }), credit, contract],
    ['NOTHING_SPENT', used({ amountWei: 0n }), credit, contract],
    ['UNCLAIMED_CREDIT', used(), { ...credit, isClaimed: false }, contract],
    ['HASH_MISMATCH', used({ user: other }), credit, contract],
    ['HASH_MISMATCH', used({ valueWei: 101n }), credit, contract],
    ['HASH_MISMATCH', used({ expiresAtSeconds: 2_000_000_001n }), credit, contract],
    ['HASH_MISMATCH', used({ salt: hash }), credit, contract],
    ['HASH_MISMATCH', used(), { ...credit, contract: other }, contract],
    ['UNKNOWN_CREDIT', used(), undefined, contract],
    ['HASH_MISMATCH', used({ valueWei: 101n }), undefined, contract],
    ['HASH_MISMATCH', used({ expiresAtSeconds: 2n ** 256n - 1n }), undefined, contract],
    ['UNKNOWN_CREDIT', { kind: 'CreditRevoked', revoker: user, creditHash: hash }, undefined, contract],
    [
      'UNKNOWN_CREDIT',
      { kind: 'CreditRevoked', revoker: user, creditHash: hash },
      { ...credit, contract: other },
      contract,
    ],
    ['FOREIGN_CONTRACT', { kind: 'UserDenied', denier: user, user, isDenied: true }, undefined, other],
  ])('behavior: %s', (reason, told, standing, by) => {
    expect(judgeEvent({ ...place, contract: by, told }, standing, { chainId, contracts: [contract] })).toBe(reason)
  })

  test('behavior: a revocation of ours, and any denial, fit', () => {
    expect(judge({ kind: 'CreditRevoked', revoker: other, creditHash: hash })).toBeNull()
    expect(
      judgeEvent({ ...place, contract, told: { kind: 'UserDenied', denier: user, user, isDenied: false } }, undefined, {
        chainId,
        contracts: [contract],
      }),
    ).toBeNull()
  })
})
