/**
 * Takes a credit as the API lists it.
 *
 * **Shape:** of its fields, those that matter on chain; a credit of the SDK fits as it is. Of an unclaimed or revoked credit, and
 * of an older server, `signature` or `onChain` may be missing.
 */
export type ListedCredit = {
  readonly id: string
  readonly signature?: string | undefined
  readonly onChain?: ListedVoucher | undefined
}

/** Takes what a listed credit says of itself on chain: amounts as decimal strings in wei, the expiry in unix seconds. */
export type ListedVoucher = {
  readonly chainId: number
  readonly contract: string
  readonly value: string
  readonly spent: string
  readonly expiresAt: number
  readonly salt: string
}
