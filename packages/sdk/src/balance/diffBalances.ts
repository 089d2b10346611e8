import type { Balance, Change, Credit } from '@credits-server/contract'

/**
 * Why a balance is another one than before.
 *
 * **Units:** `amountWei` is how much it is about, never negative; only of `unknown` it is what was gained or lost.
 */
export type BalanceDifference = {
  readonly kind: 'granted' | 'claimed' | 'spent' | 'restored' | 'revoked' | 'expired' | 'unknown'
  /** Null where it is not about one credit. */
  readonly creditId: string | null
  readonly amountWei: bigint
  /** When it happened; null where the server does not say. */
  readonly at: string | null
  readonly cause: Change['cause'] | null
}

/**
 * Tells what happened between two balances of one user, oldest first. Both must be unfiltered, as streams give them.
 *
 * A balance carries its last 8 changes and the credits that are left. What these do not explain is `unknown`, with the amount
 * that is left to explain: nothing is guessed.
 *
 * @example
 * for (const { kind, amountWei } of diffBalances(previous, next)) console.log(kind, amountWei)
 * // spent 2500000000000000000n
 */
export function diffBalances(previous: Balance, next: Balance): BalanceDifference[] {
  const isSameLedger = epochOf(previous) !== null && epochOf(previous) === epochOf(next)
  if (!isSameLedger || ![...previous.credits, ...next.credits].every(({ onChain }) => onChain)) {
    return unexplained(null, totalWei(next) - totalWei(previous))
  }
  const before = new Map(previous.credits.map((credit) => [credit.id, credit]))
  const after = new Map(next.credits.map((credit) => [credit.id, credit]))
  const changes = (next.changes ?? []).filter(({ version }) => version > (previous.version ?? 0)).reverse()
  // A change that is missing may have taken what would have expired.
  const isWhole = changes.length === (next.version ?? 0) - (previous.version ?? 0)

  const told = changes.flatMap(moneyOf)
  const unknown: BalanceDifference[] = []
  for (const id of new Set([...before.keys(), ...after.keys(), ...told.map(({ creditId }) => creditId ?? '')])) {
    const had = before.get(id)
    const has = after.get(id)
    const own = changes.filter(({ creditId }) => creditId === id)
    const expectedWei = own.reduce((sum, change) => sum + effectWei(change), leftWei(had))
    const missingWei = leftWei(has) - expectedWei
    const couldExpire = isWhole && !own.some(({ kind }) => kind === 'revoked')
    if (had && !has && expectedWei > 0n && couldExpire && hasExpired(had, next)) {
      told.push({ kind: 'expired', creditId: id, amountWei: expectedWei, at: had.expiresAt ?? null, cause: null })
    } else if (had || has || expectedWei > 0n) unknown.push(...unexplained(id, missingWei))
    // What is left: a change of a credit that was not in the balance before and is not now. It had expired.
  }
  return [...told.sort(byTime), ...unknown]
}

const kinds = new Set(['granted', 'claimed', 'spent', 'restored', 'revoked'])

/** Changes that move no money, and kinds that a newer server knows, are no difference. */
function moneyOf({ kind, creditId, amountWei, at, cause }: Change): BalanceDifference[] {
  if (!kinds.has(kind)) return []
  const known = kind as BalanceDifference['kind']
  return [{ kind: known, creditId: creditId ?? null, amountWei: BigInt(amountWei), at, cause: cause ?? null }]
}

/** What a change does to what can be spent. A goal's credit can be spent from its claim on, any other one from its grant. */
function effectWei({ kind, amountWei, cause }: Change): bigint {
  const wei = BigInt(amountWei)
  if (kind === 'granted') return cause === 'goal' ? 0n : wei
  if (kind === 'claimed' || kind === 'restored') return wei
  return kind === 'spent' || kind === 'revoked' ? -wei : 0n
}

function leftWei(credit: Credit | undefined): bigint {
  return credit?.onChain ? BigInt(credit.onChain.value) - BigInt(credit.onChain.spent) : 0n
}

/** The balance's own clock decides: the mark of its id is the latest expiry that has passed. */
function hasExpired({ onChain }: Credit, { snapshotId }: Balance): boolean {
  return onChain !== undefined && onChain.expiresAt <= Number(snapshotId?.split('.')[2] ?? 0)
}

function epochOf({ snapshotId }: Balance): string | null {
  return snapshotId?.split('.')[0] ?? null
}

function totalWei({ totalCreditsWei }: Balance): bigint {
  return BigInt(totalCreditsWei ?? 0)
}

function unexplained(creditId: string | null, amountWei: bigint): BalanceDifference[] {
  return amountWei === 0n ? [] : [{ kind: 'unknown', creditId, amountWei, at: null, cause: null }]
}

function byTime({ at: a }: BalanceDifference, { at: b }: BalanceDifference): number {
  return Date.parse(a ?? '') - Date.parse(b ?? '')
}
