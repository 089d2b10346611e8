import type { Balance } from '@credits-server/contract'
import fc from 'fast-check'
import { type ModelCredit, type ModelEntry, modelBalance } from '../../../apps/server/test/balanceModel.js'

/** A user at one moment: the truth, and the balance that the server's own specification makes of it. */
export type ModelMoment = {
  readonly now: Date
  readonly entries: readonly ModelEntry[]
  readonly credits: ReadonlyMap<string, ModelCredit>
  readonly balance: Balance
}

/** One change: the credit as it is afterwards, and the entry that says so. */
type Step = { readonly credit: ModelCredit; readonly entry: ModelEntry }

type Draw = {
  readonly kind: 'granted' | 'claimed' | 'spent' | 'restored' | 'revoked'
  readonly pick: number
  readonly share: number
  readonly wei: bigint
  readonly lastsSeconds: number
  readonly cause: string | null
  readonly gapMs: number
}

const start = Date.UTC(2026, 2, 16)

const draw: fc.Arbitrary<Draw> = fc.record({
  kind: fc.constantFrom('granted', 'granted', 'claimed', 'claimed', 'spent', 'spent', 'spent', 'restored', 'revoked'),
  pick: fc.nat(),
  share: fc.integer({ min: 1, max: 3 }),
  wei: fc.oneof(fc.bigInt(1n, 20n), fc.bigInt(1n, 2n ** 240n)),
  lastsSeconds: fc.integer({ min: 1, max: 12 }),
  cause: fc.constantFrom('operator', 'goal', 'chain', 'demo', null),
  gapMs: fc.constantFrom(0, 1, 250, 999, 1_000, 2_000),
})

/**
 * Two moments of one user, the earlier one first. Facts come before, at and after the seconds in which credits expire, for a
 * late truth wins; a credit is granted unclaimed exactly when a goal is its cause.
 */
export const arbitraryMoments: fc.Arbitrary<readonly [ModelMoment, ModelMoment]> = fc
  .record({
    draws: fc.array(draw, { minLength: 1, maxLength: 24, size: 'max' }),
    // Steps from the end of the history, and what the clock adds to the last of them.
    ago: fc.tuple(fc.nat(24), fc.nat(12)),
    addedMs: fc.constantFrom(0, 500, 1_000, 3_000, 20_000),
  })
  .map(({ draws, ago, addedMs }) => {
    const steps = happen(draws)
    const [second, first] = [...ago].sort((a, b) => a - b) as [number, number]
    const atOf = (stepsAgo: number) => steps[Math.max(0, steps.length - 1 - stepsAgo)]?.entry.at.getTime() ?? start
    return [momentOf(steps, atOf(first)), momentOf(steps, atOf(second) + addedMs)] as const
  })

function happen(draws: readonly Draw[]): Step[] {
  const credits = new Map<string, ModelCredit>()
  const steps: Step[] = []
  let atMs = start
  for (const drawn of draws) {
    atMs += drawn.gapMs
    const at = new Date(atMs)
    const change = drawn.kind === 'granted' ? grant(drawn, at, credits.size) : move(drawn, [...credits.values()])
    if (!change) continue
    const { credit, amountWei } = change
    credits.set(credit.id, credit)
    const { kind, cause } = drawn
    const entry = { version: steps.length + 1, kind, creditId: credit.id, amountWei, at, cause }
    steps.push({ credit, entry })
  }
  return steps
}

type Changed = { readonly credit: ModelCredit; readonly amountWei: bigint }

function grant({ wei, lastsSeconds, cause }: Draw, at: Date, n: number): Changed {
  const credit = {
    id: `c${n}`,
    valueWei: wei,
    spentWei: 0n,
    createdAt: at,
    expiresAtSeconds: Math.floor(at.getTime() / 1_000) + lastsSeconds,
    claimed: cause !== 'goal',
    revoked: false,
    season: null,
    chainId: 80_002,
    contract: '0x',
    salt: '0x',
    signature: '0x',
  }
  return { credit, amountWei: wei }
}

/** A change of one of the credits, or null if it could not be. */
function move({ kind, pick, share }: Draw, credits: readonly ModelCredit[]): Changed | null {
  const credit = credits[pick % Math.max(1, credits.length)]
  if (!credit) return null
  const { valueWei, spentWei, claimed, revoked } = credit
  const leftWei = valueWei - spentWei
  if (kind === 'claimed') return claimed ? null : { credit: { ...credit, claimed: true }, amountWei: valueWei }
  if (kind === 'revoked') {
    return revoked || leftWei === 0n ? null : { credit: { ...credit, revoked: true }, amountWei: leftWei }
  }
  const amountWei = (kind === 'spent' ? leftWei : spentWei) / BigInt(share)
  if (!claimed || amountWei === 0n) return null
  const movedWei = kind === 'spent' ? amountWei : -amountWei
  return { credit: { ...credit, spentWei: spentWei + movedWei }, amountWei }
}

function momentOf(steps: readonly Step[], atMs: number): ModelMoment {
  const now = new Date(atMs)
  const past = steps.filter(({ entry }) => entry.at <= now)
  const credits = new Map(past.map(({ credit }) => [credit.id, credit]))
  const entries = past.map(({ entry }) => entry)
  const { body } = modelBalance({ epoch: 'e', credits: [...credits.values()], entries }, now)
  return { now, entries, credits, balance: JSON.parse(body) }
}
