import type { Balance, Credit } from '@credits-server/contract'

/**
 * Returns the credits that expire within `withinMs` from `now`, soonest first. `now` is by default this device's clock, which
 * may be wrong; what decides in the end is the chain's.
 *
 * @example
 * expiringSoon(balance, 24 * 60 * 60 * 1_000).length // 2
 */
export function expiringSoon({ credits }: Balance, withinMs: number, now: Date = new Date()): Credit[] {
  const expiresIn = ({ expiresAt }: Credit) => Date.parse(expiresAt ?? '') - now.getTime()
  return credits
    .filter((credit) => expiresIn(credit) > 0 && expiresIn(credit) <= withinMs)
    .sort((a, b) => expiresIn(a) - expiresIn(b))
}
