/** One change of a demo user's balance, as the ledger will tell it. */
export type DemoStep = Granting | Flagging

export type Granting = {
  readonly kind: 'granted'
  /** When it happened; steps come in this order. */
  readonly at: Date
  /** Grants the credit once; at a later start the same reference is passed over. */
  readonly reference: string
  readonly valueWei: bigint
  readonly expiresAt: Date
  readonly season?: { readonly id: number; readonly endsAt: Date; readonly goalId?: string; readonly week?: Date }
  /** What was spent of it, at once. */
  readonly spentWei?: bigint
}

export type Flagging = { readonly kind: 'flagged'; readonly at: Date; readonly message: string }
