import { createHash } from 'node:crypto'
import fc from 'fast-check'
import type { ModelCredit, ModelEntry } from './balanceModel.js'

/** One change of one user: the credit as it is afterwards, and the entry that says so. */
export type HistoryStep = { readonly credit: ModelCredit; readonly entry: ModelEntry }

/** The moment before which nothing in an arbitrary history happens. */
export const historyStart = new Date('2026-03-16T00:00:00.000Z')

type Draw = {
  readonly kind: 'granted' | 'claimed' | 'spent' | 'restored' | 'revoked'
  readonly target: number
  readonly wei: bigint
  readonly share: number
  readonly expiresIn: number
  readonly bornClaimed: boolean
  readonly seasonal: boolean
  readonly cause: string | null
  readonly uuid: string
  readonly hex: string
}

/** So that a season can grant as much as a million histories have in it. */
const mostOfSeason = 2n ** 200n

const anyDraw: fc.Arbitrary<Draw> = fc.record({
  kind: fc.constantFrom('granted', 'granted', 'claimed', 'spent', 'spent', 'restored', 'revoked'),
  target: fc.nat(),
  // Fourteen of the largest are still a uint256; all the MANA there is has 92 bits.
  wei: fc.oneof(fc.bigInt(1n, 10n ** 27n), fc.bigInt(1n, 2n ** 252n), fc.constantFrom(1n, 10n ** 17n, 2n * 10n ** 17n)),
  share: fc.integer({ min: 1, max: 4 }),
  // Few different ones, so that credits expire together and at the very second that is asked for.
  expiresIn: fc.integer({ min: 10, max: 16 }),
  bornClaimed: fc.boolean(),
  seasonal: fc.boolean(),
  cause: fc.constantFrom('operator', 'goal', 'chain', 'demo', null),
  uuid: fc.uuid(),
  hex: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 }),
})

const draw = anyDraw.map((item) => (item.seasonal && item.wei > mostOfSeason ? { ...item, wei: mostOfSeason } : item))

/** An arbitrary history: grants, claims, spends, give-backs and revocations that could have happened in this order. */
export const arbitraryHistory: fc.Arbitrary<readonly HistoryStep[]> = fc
  .array(draw, { minLength: 1, maxLength: 14 })
  .map((draws) => {
    const credits = new Map<string, ModelCredit>()
    const steps: HistoryStep[] = []
    for (const item of draws) {
      const version = steps.length + 1
      const at = new Date(historyStart.getTime() + version * 250)
      const change = apply(item, [...credits.values()], at)
      if (!change || (item.kind === 'granted' && credits.has(item.uuid))) continue
      credits.set(change.credit.id, change.credit)
      const { id: creditId } = change.credit
      const entry = { version, kind: item.kind, creditId, amountWei: change.amountWei, at, cause: item.cause }
      steps.push({ credit: change.credit, entry })
    }
    return steps
  })

function apply(
  item: Draw,
  credits: readonly ModelCredit[],
  at: Date,
): { credit: ModelCredit; amountWei: bigint } | null {
  if (item.kind === 'granted') return { credit: granted(item, at), amountWei: item.wei }
  const credit = credits[item.target % Math.max(1, credits.length)]
  if (!credit) return null
  const left = credit.valueWei - credit.spentWei
  switch (item.kind) {
    case 'claimed':
      return credit.claimed ? null : { credit: { ...credit, claimed: true }, amountWei: credit.valueWei }
    case 'spent': {
      const amountWei = left / BigInt(item.share)
      if (!credit.claimed || amountWei === 0n) return null
      return { credit: { ...credit, spentWei: credit.spentWei + amountWei }, amountWei }
    }
    case 'restored': {
      const amountWei = credit.spentWei / BigInt(item.share)
      if (amountWei === 0n) return null
      return { credit: { ...credit, spentWei: credit.spentWei - amountWei }, amountWei }
    }
    case 'revoked':
      return credit.revoked || left === 0n ? null : { credit: { ...credit, revoked: true }, amountWei: left }
  }
}

function granted(item: Draw, at: Date): ModelCredit {
  return {
    id: item.uuid,
    valueWei: item.wei,
    spentWei: 0n,
    createdAt: at,
    expiresAtSeconds: historyStart.getTime() / 1_000 + item.expiresIn,
    claimed: item.bornClaimed,
    revoked: false,
    season: item.seasonal ? { id: 5, goalId: 's5-log-in' } : null,
    chainId: 80002,
    contract: '0x8052a560e6e6ac86eeb7e711a4497f639b322fb3',
    salt: `0x${item.hex}`,
    signature: `0x${item.hex}${item.hex}1b`,
  }
}

/** The same history with credits of its own: no credit can be deleted, so no two runs may use the same one. */
export function historyOf(address: string, steps: readonly HistoryStep[]): HistoryStep[] {
  return steps.map(({ credit, entry }) => {
    const hex = createHash('sha256').update(`${address} ${credit.id}`).digest('hex')
    const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
    return { credit: { ...credit, id, salt: `0x${hex}` }, entry: { ...entry, creditId: id } }
  })
}
