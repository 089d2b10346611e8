import type { Address } from '@credits-server/onchain'

/** How a user stands. **Source:** `#/components/schemas/UserStatus`. */
export type UserStanding = {
  readonly address: Address
  readonly status: 'enrolled' | 'opted_out' | 'not_registered'
  /** RFC 3339 with milliseconds; null unless they have left. */
  readonly optedOutAt: string | null
  readonly version: number
}

type Known = {
  readonly address: Address
  readonly version: number
  /** Null: never granted or registered, only flagged. */
  readonly knownAt: Date | null
  readonly optedOutAt: Date | null
}

/** Says how a user stands by what their row says. */
export function standingOf({ address, version, knownAt, optedOutAt }: Known): UserStanding {
  const here = knownAt === null ? 'not_registered' : 'enrolled'
  return {
    address,
    status: optedOutAt === null ? here : 'opted_out',
    optedOutAt: optedOutAt === null ? null : optedOutAt.toISOString(),
    version,
  }
}
