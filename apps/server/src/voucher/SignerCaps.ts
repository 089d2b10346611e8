/** Most that a signer may sign in an hour and in a day of UTC, whoever asks for it; null without limit. */
export type SignerCaps = { readonly hourlyWei: bigint | null; readonly dailyWei: bigint | null }
