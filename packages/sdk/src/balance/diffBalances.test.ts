import type { Balance, Change, Credit } from '@credits-server/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../onchain/test/fuzzRuns.js'
import { arbitraryMoments, type ModelMoment } from '../../test/arbitraryBalances.js'
import { type BalanceDifference, diffBalances } from './diffBalances.js'

const at = '2026-03-01T12:00:00.000Z'
/** Unix seconds. */
const later = 1_800_000_000

type Left = { readonly [id: string]: number }

/** A balance of credits of so many wei each, with the changes that made its last versions. */
function balanceOf(id: string, left: Left, ...changes: (Partial<Change> & Pick<Change, 'kind'>)[]): Balance {
  const [, version] = id.split('.').map(Number) as [number, number]
  const credits = Object.entries(left).map(([id, wei]): Credit => {
    const onChain = { chainId: 1, contract: '0x', value: String(wei), spent: '0', expiresAt: later, salt: '0x' }
    return { id, amount: 0, status: 'AVAILABLE', expiresAt: new Date(later * 1_000).toISOString(), onChain }
  })
  const totalCreditsWei = String(Object.values(left).reduce((sum, wei) => sum + wei, 0))
  const newestFirst = changes.map((change, n) => ({ version: version - n, amountWei: '0', at, ...change }))
  return { credits, totalCredits: 0, totalCreditsWei, version, snapshotId: id, changes: newestFirst }
}
const change = (kind: Change['kind'], creditId: string, wei: number, more: Partial<Change> = {}) => ({
  kind,
  creditId,
  amountWei: String(wei),
  ...more,
})
const brief = (differences: readonly BalanceDifference[]) =>
  differences.map(({ kind, creditId, amountWei }) => `${kind} ${creditId} ${amountWei}`)

describe('diffBalances', () => {
  test('default: what happened, oldest first', () => {
    const previous = balanceOf('e.1.0', { a: 10 })
    const next = balanceOf(
      'e.3.0',
      { a: 6, b: 5 },
      change('spent', 'a', 4, { cause: 'chain' }),
      change('granted', 'b', 5),
    )
    expect(diffBalances(previous, next)).toEqual([
      { kind: 'granted', creditId: 'b', amountWei: 5n, at, cause: null },
      { kind: 'spent', creditId: 'a', amountWei: 4n, at, cause: 'chain' },
    ])
  })

  test('default: nothing between a balance and itself', () => {
    const balance = balanceOf('e.3.0', { a: 6 }, change('spent', 'a', 4))
    expect(diffBalances(balance, balance)).toEqual([])
  })

  test.each<[string, Balance, Balance, string[]]>([
    [
      'each kind',
      balanceOf('e.1.0', { a: 10, b: 3 }),
      balanceOf(
        'e.5.0',
        { a: 8, c: 7 },
        change('claimed', 'c', 7),
        change('restored', 'a', 2),
        change('revoked', 'b', 3),
        change('spent', 'a', 4),
      ),
      ['spent a 4', 'revoked b 3', 'restored a 2', 'claimed c 7'],
    ],
    [
      'a goal: granted, which is not to be spent yet, and claimed',
      balanceOf('e.1.0', {}),
      balanceOf('e.3.0', { a: 7 }, change('claimed', 'a', 7), change('granted', 'a', 7, { cause: 'goal' })),
      ['granted a 7', 'claimed a 7'],
    ],
    [
      'a goal that waits for its claim',
      balanceOf('e.1.0', {}),
      balanceOf('e.2.0', {}, change('granted', 'a', 7, { cause: 'goal' })),
      ['granted a 7'],
    ],
    ['expired', balanceOf('e.1.0', { a: 10, b: 1 }), balanceOf(`e.1.${later}`, { b: 1 }), ['expired a 10']],
    [
      'expired, what was left of it',
      balanceOf('e.1.0', { a: 10 }),
      balanceOf(`e.2.${later}`, {}, change('spent', 'a', 4)),
      ['spent a 4', 'expired a 6'],
    ],
    [
      'granted and expired in between: it was gained and lost again',
      balanceOf('e.1.0', {}),
      balanceOf(`e.2.${later}`, {}, change('granted', 'a', 5)),
      ['granted a 5', 'unknown a -5'],
    ],
    [
      'spent of what had expired before: late, and no loss now',
      balanceOf('e.1.0', {}),
      balanceOf('e.2.0', {}, change('spent', 'a', 4)),
      ['spent a 4'],
    ],
    ['gone, and nothing says why', balanceOf('e.1.0', { a: 10 }), balanceOf('e.1.0', {}), ['unknown a -10']],
    ['come, and nothing says why', balanceOf('e.1.0', {}), balanceOf('e.9.0', { a: 10 }), ['unknown a 10']],
    [
      'more than 8 changes: only the last are known',
      balanceOf('e.1.0', { a: 10, b: 9 }),
      balanceOf('e.12.0', { a: 3, b: 9 }, change('spent', 'a', 2)),
      ['spent a 2', 'unknown a -5'],
    ],
    [
      'more than 8 changes, and expired since: some of it may have been spent',
      balanceOf('e.1.0', { a: 10 }),
      balanceOf(`e.12.${later}`, {}, change('granted', 'b', 2), change('revoked', 'b', 2)),
      ['revoked b 2', 'granted b 2', 'unknown a -10'],
    ],
    [
      'a spend given back after it was revoked, and expired since: it did not expire',
      balanceOf('e.1.0', { a: 6 }),
      balanceOf(`e.3.${later}`, {}, change('restored', 'a', 4), change('revoked', 'a', 6)),
      ['revoked a 6', 'restored a 4', 'unknown a -4'],
    ],
    [
      'flagged and back: no money',
      balanceOf('e.1.0', { a: 1 }),
      balanceOf('e.3.0', { a: 1 }, { kind: 'unflagged' }, { kind: 'flagged' }),
      [],
    ],
    [
      'a kind of the future',
      balanceOf('e.1.0', { a: 1 }),
      balanceOf('e.2.0', { a: 3 }, change('gifted' as 'granted', 'a', 2)),
      ['unknown a 2'],
    ],
    [
      'another epoch: two ledgers cannot be compared',
      balanceOf('e.5.0', { a: 1 }),
      balanceOf('f.6.0', { a: 4 }, change('granted', 'a', 4)),
      ['unknown null 3'],
    ],
    [
      'the earlier one last',
      balanceOf('e.2.0', { a: 6 }, change('spent', 'a', 4)),
      balanceOf('e.1.0', { a: 10 }, change('granted', 'a', 10)),
      ['unknown a 4'],
    ],
  ])('behavior: %s', (_, previous, next, expected) => {
    expect(brief(diffBalances(previous, next))).toEqual(expected)
  })

  test('behavior: of a server without ids or vouchers only the totals are compared', () => {
    const plain = (totalCreditsWei: string): Balance => ({
      credits: [{ id: 'a', amount: 1, status: 'AVAILABLE' }],
      totalCredits: 1,
      totalCreditsWei,
    })
    expect(brief(diffBalances(plain('5'), plain('3')))).toEqual(['unknown null -2'])
    const { snapshotId, ...known } = balanceOf('e.1.0', { a: 5 })
    expect([snapshotId, brief(diffBalances(known, { ...known, totalCreditsWei: '8' }))]).toEqual([
      'e.1.0',
      ['unknown null 3'],
    ])
  })

  test('property: over random histories nothing is told that did not happen, and nothing is left unexplained', () => {
    const seen = { expired: 0, unknown: 0, long: 0 }
    fc.assert(
      fc.property(arbitraryMoments, ([previous, next]) => {
        const told = diffBalances(previous.balance, next.balance)
        const known = told.filter(({ kind }) => kind !== 'unknown' && kind !== 'expired')
        expect(known.map(comparable).sort()).toEqual(factsBetween(previous, next).map(comparable).sort())
        expect(
          told
            .filter(({ kind }) => kind === 'expired')
            .map(comparable)
            .sort(),
        ).toEqual(expiredBetween(previous, next).map(comparable).sort())
        expectExplained(previous, next, told)
        expectKnownWherePossible(previous, next, told)
        const times = told.flatMap(({ at }) => (at === null ? [] : [Date.parse(at)]))
        expect(times).toEqual([...times].sort((a, b) => a - b))
        for (const { kind, amountWei } of told)
          expect(kind === 'unknown' ? amountWei !== 0n : amountWei > 0n).toBe(true)

        seen.expired += told.filter(({ kind }) => kind === 'expired').length
        seen.unknown += told.filter(({ kind }) => kind === 'unknown').length
        seen.long += isWhole(previous, next) ? 0 : 1
      }),
      { numRuns: fuzzRuns(2_000) },
    )
    // A history in which nothing of the kind happens would prove nothing.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(fuzzRuns(2_000) / 100)
  })
})

const comparable = ({ kind, creditId, amountWei, at, cause }: BalanceDifference) =>
  `${kind} ${creditId} ${amountWei} ${at} ${cause}`

/** Whether the next balance carries every change since the previous one. */
const isWhole = (previous: ModelMoment, next: ModelMoment) => next.entries.length - previous.entries.length <= 8

/** The facts since the previous balance that the next one carries. */
function factsBetween(previous: ModelMoment, next: ModelMoment): BalanceDifference[] {
  return next.entries
    .slice(previous.entries.length)
    .slice(-8)
    .map(
      ({ kind, creditId, amountWei, at, cause }) =>
        ({ kind, creditId, amountWei, at: at.toISOString(), cause }) as BalanceDifference,
    )
}

/** What could be spent before and has expired since; where changes are missing, nobody who sees only the balances can know. */
function expiredBetween(previous: ModelMoment, next: ModelMoment): BalanceDifference[] {
  if (!isWhole(previous, next)) return []
  return previous.balance.credits.flatMap(({ id, expiresAt = null }) => {
    const { valueWei, spentWei, revoked, expiresAtSeconds } = next.credits.get(id) ?? fail()
    const amountWei = valueWei - spentWei
    const isExpired = !revoked && amountWei > 0n && expiresAtSeconds * 1_000 <= next.now.getTime()
    return isExpired ? [{ kind: 'expired' as const, creditId: id, amountWei, at: expiresAt, cause: null }] : []
  })
}

/** For each credit, and so for the total: what is told adds up to what it is more or less worth. */
function expectExplained(previous: ModelMoment, next: ModelMoment, told: readonly BalanceDifference[]): void {
  const [before, after] = [leftOf(previous), leftOf(next)]
  for (const id of new Set([...before.keys(), ...after.keys(), ...told.map(({ creditId }) => creditId ?? '')])) {
    const own = told.filter(({ creditId }) => creditId === id)
    const sumWei = own.reduce((sum, difference) => sum + signedWei(difference), 0n)
    if (before.has(id) || after.has(id)) expect(sumWei).toBe((after.get(id) ?? 0n) - (before.get(id) ?? 0n))
    // Late facts about a credit that could not be spent before and cannot now: they may take what was lost already.
    else expect(sumWei === 0n || (sumWei < 0n && own.every(({ kind }) => kind !== 'unknown'))).toBe(true)
  }
}

/** Where every change is known, only what came and went in between, or moved after it was revoked, is unknown. */
function expectKnownWherePossible(previous: ModelMoment, next: ModelMoment, told: readonly BalanceDifference[]): void {
  if (!isWhole(previous, next)) return
  const [before, after] = [leftOf(previous), leftOf(next)]
  for (const { creditId } of told.filter(({ kind }) => kind === 'unknown')) {
    const id = creditId ?? fail()
    const wasRevoked = told.some((other) => other.creditId === id && other.kind === 'revoked')
    expect(wasRevoked || (!before.has(id) && !after.has(id))).toBe(true)
  }
}

function leftOf({ balance }: ModelMoment): Map<string, bigint> {
  return new Map(
    balance.credits.map(({ id, onChain }) => [id, BigInt(onChain?.value ?? 0) - BigInt(onChain?.spent ?? 0)]),
  )
}

function signedWei({ kind, amountWei, cause }: BalanceDifference): bigint {
  if (kind === 'granted') return cause === 'goal' ? 0n : amountWei
  return ['spent', 'revoked', 'expired'].includes(kind) ? -amountWei : amountWei
}

function fail(): never {
  throw new Error('the model does not know it')
}
