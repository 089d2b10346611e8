/** A credit as a history knows it. */
export type TimedCredit = {
  readonly id: string
  readonly valueWei: bigint
  readonly bornClaimed: boolean
  readonly expiresAt: Date
  readonly claimBy: Date | null
}

/** An entry of the ledger, as it was written. */
export type WrittenEntry = {
  readonly version: number
  readonly kind: string
  readonly creditId: string | null
  readonly amountWei: bigint
  readonly at: Date
  readonly cause: string | null
}

/** Everything that a user's history is made of. */
export type UserHistory = {
  readonly credits: ReadonlyMap<string, TimedCredit>
  readonly entries: readonly WrittenEntry[]
  /** When flags ended that nobody lifted. */
  readonly flagEnds: readonly Date[]
}

type Held = { leftWei: bigint; claimed: boolean; revoked: boolean; expired: boolean }

/**
 * The specification of a history: what happened is told again in order, with a wallet in hand. Whatever the clock did is tried
 * at its second, before the entries of that second, and is told if it took something. Returns the JSON of each item, newest first.
 */
export function modelHistory({ credits, entries, flagEnds }: UserHistory, now: Date): string[] {
  const computed = (at: Date, kind: string, creditId: string | null): WrittenEntry[] => {
    const isPast = at <= now || entries.some((entry) => at <= entry.at)
    return isPast ? [{ version: 0, kind, creditId, amountWei: 0n, at, cause: null }] : []
  }
  const ends = [...new Set(flagEnds.map(Number))].map((ms) => new Date(ms))
  const timeline = [
    ...entries,
    ...ends.flatMap((at) => computed(at, 'unflagged', null)),
    ...[...credits.values()].flatMap(({ id, expiresAt, claimBy }) => [
      ...computed(expiresAt, 'expired', id),
      ...(claimBy ? computed(claimBy, 'lapsed', id) : []),
    ]),
  ].sort(
    (a, b) =>
      Number(a.at) - Number(b.at) || a.version - b.version || ((a.creditId ?? '') < (b.creditId ?? '') ? -1 : 1),
  )

  const wallet = new Map<string, Held>()
  const told: string[] = []
  let lastVersion = 0
  for (const { version, kind, creditId, amountWei, at, cause } of timeline) {
    if (kind === 'granted' && creditId !== null) {
      const claimed = credits.get(creditId)?.bornClaimed === true
      wallet.set(creditId, { leftWei: amountWei, claimed, revoked: false, expired: false })
    }
    const held = wallet.get(creditId ?? '')
    const takenWei = version === 0 && held ? passTime(held, kind) : 0n
    if (version === 0 && kind !== 'unflagged' && takenWei === 0n) continue
    if (held) change(held, kind, amountWei)
    lastVersion = Math.max(lastVersion, version)
    const item = {
      version: lastVersion,
      kind,
      ...(creditId === null ? {} : { creditId }),
      amountWei: String(amountWei + takenWei),
      at: at.toISOString(),
      ...(cause === null ? {} : { cause }),
      balanceAfterWei: String([...wallet.values()].reduce((sum, credit) => sum + spendableWei(credit), 0n)),
      ...(version === 0 ? { computed: true } : {}),
    }
    told.unshift(JSON.stringify(item))
  }
  return told
}

const spendableWei = ({ leftWei, claimed, revoked, expired }: Held) => (claimed && !revoked && !expired ? leftWei : 0n)

/** Returns what the clock takes. */
function passTime(held: Held, kind: string): bigint {
  if (kind === 'lapsed') return held.claimed || held.revoked ? 0n : held.leftWei
  const takenWei = spendableWei(held)
  held.expired = true
  return takenWei
}

function change(held: Held, kind: string, amountWei: bigint): void {
  if (kind === 'claimed') held.claimed = true
  if (kind === 'revoked') held.revoked = true
  if (kind === 'spent') held.leftWei -= amountWei
  if (kind === 'restored') held.leftWei += amountWei
}
