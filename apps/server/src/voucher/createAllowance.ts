import { formatMana } from '@credits-server/onchain'
import { CreditsError } from '../errors/CreditsError.js'
import { type Allowance, AllowanceShort, type HeldAllowance, type Wanted } from './Allowance.js'
import type { Lease, LeaseAllowance, UnusedWei } from './createLeaseAllowance.js'
import type { SignerCaps } from './SignerCaps.js'

type Deps = { readonly caps: SignerCaps; readonly leaseAllowance: LeaseAllowance }

/** The allowance of a process, which ends with it. */
export type SharedAllowance = Allowance & {
  /** Gives back what was not signed. Nothing can be taken from it afterwards. */
  close(): Promise<void>
}

/** An hour of the database's clock, and what may still be signed in it out of what this process has got. */
type Hour = Pick<Lease, 'hour' | 'localEndMs'> & { leftWei: bigint }

/**
 * Creates the allowance of a signer in this process. What its caps leave is counted in the database, for all processes that have
 * the key, and taken from there in parts, so a grant usually finds enough in memory. By this process's clock an hour ends early,
 * never late, so nothing of it is used in the next one.
 */
export function createAllowance({ caps, leaseAllowance }: Deps): SharedAllowance {
  const isCapped = caps.hourlyWei !== null || caps.dailyWei !== null
  let current: Hour | null = null
  let ended: UnusedWei | null = null
  let refused: Lease | null = null
  /** `signers` has that there may be vouchers until then. */
  let notedSeconds = 0
  let lastTurn: Promise<unknown> = Promise.resolve()

  const running = () => (current !== null && performance.now() < current.localEndMs ? current : null)

  /** The running hour, if what is dated so belongs into it. */
  function hourOf({ at }: Wanted): Hour | null {
    const hour = running()
    return hour !== null && (at === null || at >= hour.hour) ? hour : null
  }

  const isNoted = ({ expiresAtSeconds }: Wanted) => expiresAtSeconds <= notedSeconds
  const covers = (wanted: Wanted) => isNoted(wanted) && (!isCapped || (hourOf(wanted)?.leftWei ?? -1n) >= wanted.wei)

  function take(wanted: Wanted): void {
    if (!covers(wanted)) throw new AllowanceShort(wanted)
    if (isCapped && current !== null) current.leftWei -= wanted.wei
  }

  /** One after the other, so that what one has got is not taken by another. */
  function hold(wanted: Wanted): Promise<HeldAllowance> {
    const held = lastTurn.then(async () => {
      const missingWei = isCapped ? wanted.wei - (running()?.leftWei ?? 0n) : 0n
      if (missingWei > 0n) refuseAgain(missingWei)
      if (missingWei > 0n || !isNoted(wanted)) await lease(wanted, missingWei > 0n ? missingWei : 0n)
      return setAside(wanted.wei)
    })
    lastTurn = held.catch(() => {})
    return held
  }

  /** What there was not a moment ago is not asked for again before the hour ends. */
  function refuseAgain(wei: bigint): void {
    if (refused !== null && performance.now() >= refused.localEndMs) refused = null
    if (refused !== null && refusingPeriod(refused, wei) !== null) throw refusal(refused, wei)
  }

  async function lease({ expiresAtSeconds }: Wanted, wei: bigint): Promise<void> {
    if (running() === null) endHour()
    // If this fails nobody knows whether it was given back; it is lost then, and never signed for.
    const unused = ended
    ended = null
    const got = await leaseAllowance({ wei, expiresAtSeconds, unused })
    notedSeconds = Math.max(notedSeconds, got.notedSeconds)
    if (got.wei < wei) {
      refused = got
      throw refusal(got, wei)
    }
    if (!isCapped) return
    if (current?.hour.getTime() !== got.hour.getTime()) {
      endHour()
      current = { ...got, leftWei: 0n }
    }
    current.leftWei += got.wei
  }

  function endHour(): void {
    if (current !== null && current.leftWei > 0n) ended = { hour: current.hour, wei: current.leftWei }
    current = null
  }

  function setAside(wei: bigint): HeldAllowance {
    const hour = running()
    let heldWei = hour === null ? 0n : least(wei, hour.leftWei)
    let takenWei = 0n
    if (hour !== null) hour.leftWei -= heldWei
    return {
      hold,
      take(wanted) {
        const mine = hour !== null && hourOf(wanted) === hour ? least(wanted.wei, heldWei) : 0n
        const rest = { ...wanted, wei: wanted.wei - mine }
        // The work is done again as a whole.
        if (!covers(rest)) throw new AllowanceShort({ ...wanted, wei: takenWei + wanted.wei })
        take(rest)
        heldWei -= mine
        takenWei += wanted.wei
      },
      release() {
        if (hour !== null && hour === current) hour.leftWei += heldWei
        heldWei = 0n
      },
    }
  }

  function refusal(lease: Lease, wei: bigint): CreditsError {
    const isDay = refusingPeriod(lease, wei) === 'day'
    const localEndMs = isDay ? lease.localDayEndMs : lease.localEndMs
    const limitWei = (isDay ? caps.dailyWei : caps.hourlyWei) ?? 0n
    return new CreditsError('SIGNER_LIMIT', {
      details: { limit: formatMana(limitWei), resetsAt: (isDay ? lease.dayEnd : lease.hourEnd).toISOString() },
      headers: { 'Retry-After': String(Math.max(1, Math.ceil((localEndMs - performance.now()) / 1_000))) },
    })
  }

  return {
    take,
    hold,
    async close() {
      endHour()
      const unused = ended
      ended = null
      // What cannot be given back is not signed by anybody, which is what caps are for.
      if (unused !== null) await leaseAllowance({ wei: 0n, expiresAtSeconds: 0, unused }).catch(() => {})
    },
  }
}

const least = (a: bigint, b: bigint) => (a < b ? a : b)

/** Which of the caps does not leave this much; the day's first, because to wait for the next hour would not help. */
function refusingPeriod({ dayLeftWei, hourLeftWei }: Lease, wei: bigint): 'day' | 'hour' | null {
  if (dayLeftWei !== null && wei > dayLeftWei) return 'day'
  return hourLeftWei !== null && wei > hourLeftWei ? 'hour' : null
}
