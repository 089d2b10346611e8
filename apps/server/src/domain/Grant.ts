/** A grant as it was asked for. **Units:** `amount` is MANA. */
export type Grant = {
  readonly type: 'on-demand'
  readonly amount: string
  readonly reason: string
  readonly annotation?: string
  readonly expiresAt?: string
  readonly seasonId?: number
  readonly allowFlagged?: boolean
  readonly allowPaused?: boolean
}
