import type { Hex } from './Hex.js'

/**
 * The role without which an account's signatures are worth nothing.
 *
 * **Units:** 32 bytes.
 * **Source:** CreditsManagerPolygon `CREDITS_SIGNER_ROLE`, keccak256("CREDITS_SIGNER_ROLE").
 */
export const creditsSignerRole: Hex = '0xbd53295500b167534e8ff3b821a3ca8b9c09304db4eedc44ddb938db08a3f95e'
