import { type Address, type Hex, signCredit, signerAddress } from '@credits-server/onchain'

/** Signs credit hashes with a key that holds CREDITS_SIGNER_ROLE. A port: a key in a KMS fits behind it. */
export type Signer = {
  readonly address: Address
  sign(hash: Hex): Promise<Hex>
}

/** Creates a signer from a private key in memory. */
export function createLocalSigner(privateKey: Hex): Signer {
  return {
    address: signerAddress(privateKey),
    sign: async (hash) => signCredit(hash, privateKey),
  }
}
