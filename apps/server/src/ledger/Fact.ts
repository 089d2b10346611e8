/** One fact about a balance, as the ledger keeps it. */
export type Fact =
  | {
      readonly kind: 'granted'
      readonly creditId: string
      readonly amountWei: bigint
      /** The season whose budget pays for it. */
      readonly seasonId: number | null
    }
  | {
      readonly kind: 'claimed' | 'spent' | 'restored' | 'revoked'
      readonly creditId: string
      readonly amountWei: bigint
    }
  | { readonly kind: 'flagged' | 'unflagged' | 'optedOut' | 'rejoined' }
