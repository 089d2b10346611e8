/** What is known of whether the contract accepts what is signed here. */
export type SignerRole = {
  /** Null where it was never answered. */
  readonly hasRole: boolean | null
  /** When the chain last answered, by the clock of this machine. */
  readonly checkedAt: Date | null
}

/** Knows whether the signer holds its role. */
export type RoleWatch = {
  state(): SignerRole
  close(): void
}

/** Knows nothing, because there is no node to ask. */
export const unwatchedRole: RoleWatch = {
  state: () => ({ hasRole: null, checkedAt: null }),
  close() {},
}
