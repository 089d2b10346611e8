/** What is about to be signed. */
export type Wanted = {
  /** The sum of the vouchers. */
  readonly wei: bigint
  /** When the last of them expires. */
  readonly expiresAtSeconds: number
  /** The moment they are dated, by the database's clock; null where a past is told, which is not held against its own hours. */
  readonly at: Date | null
}

/**
 * What a signer may still sign. Whatever is signed is taken from it first, by whatever way it was asked for, and is never given
 * back: a signature is money, even if its transaction fails.
 */
export type Allowance = {
  /** Takes it from what this process holds, at once. **Errors:** AllowanceShort, and nothing was taken. */
  take(wanted: Wanted): void
  /**
   * Gets what was short and holds it for one caller. For use outside of transactions, because it may ask the database.
   *
   * **Errors:** SIGNER_LIMIT, UNAVAILABLE.
   */
  hold(wanted: Wanted): Promise<HeldAllowance>
}

/** An allowance of which a part is nobody else's until it is released. */
export type HeldAllowance = Allowance & { release(): void }

/**
 * This process does not hold what is wanted. The transaction that wanted to sign is to be given up and done again with an
 * allowance that does (`underAllowance`).
 */
export class AllowanceShort extends Error {
  override name = 'AllowanceShort'
  readonly wanted: Wanted

  constructor(wanted: Wanted) {
    super('nothing may be signed before it is allowed')
    this.wanted = wanted
  }
}
