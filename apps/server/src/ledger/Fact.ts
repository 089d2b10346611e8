/** One fact about a balance, as the ledger keeps it. */
export type Fact =
  | {
      readonly kind: 'granted'
      readonly creditId: string
      readonly amountWei: bigint
      /** The season whose budget pays for it. */
      readonly seasonId: number | null
      /** Whether it pays even while it is paused; otherwise a pause refuses the grant. */
      readonly evenPaused?: boolean
    }
  | {
      readonly kind: 'claimed' | 'spent' | 'restored' | 'revoked'
      readonly creditId: string
      readonly amountWei: bigint
      /** Why, for operators. */
      readonly reason?: string
    }
  | { readonly kind: 'flagged' | 'unflagged' | 'optedOut' | 'rejoined' }
