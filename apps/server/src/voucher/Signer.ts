import type { Address, Hex } from '@credits-server/onchain'

/**
 * Signs credit hashes with a key that holds CREDITS_SIGNER_ROLE. A port: the key may be in this process or in a KMS far away, so it
 * may take its time, is asked several at once, and may fail; whatever it throws is UNAVAILABLE to who wanted the credit.
 */
export type Signer = {
  readonly address: Address
  /**
   * Signs the EIP-191 digest of a hash (`creditDigest`): at once where the key is in this process, because to wait for it costs a
   * tenth of a signature.
   *
   * **Shape:** 32 bytes in; 65 out: r, s in the lower half, v of 27 or 28.
   */
  sign(hash: Hex): Promise<Hex> | Hex
}
