import type { Scope } from '@credits-server/contract'

/** A client with one of its keys, as far as it bounds what may be done with it. */
export type KeyHolder = {
  readonly client: string
  readonly scopes: readonly Scope[]
  readonly key: HeldKey
}

/** A key of the table. */
export type HeldKey = {
  readonly id: string
  /** Most that its client may grant with it on one day; null without limit. */
  readonly dailyQuotaWei: bigint | null
  /** When it ends; null if it does not. */
  readonly expiresAt: Date | null
}
