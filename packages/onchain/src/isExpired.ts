/**
 * Asks whether a credit can no longer be spent because of its age: it is dead at the very second it expires.
 *
 * **Units:** unix seconds; a fraction in `nowSeconds` is fine.
 * **Source:** CreditsManagerPolygon `_validateAndApplyCredits`.
 */
export function isExpired(expiresAtSeconds: number, nowSeconds: number): boolean {
  // [chain] if (block.timestamp >= credit.expiresAt) revert CreditExpired(creditHash)
  return nowSeconds >= expiresAtSeconds
}
