import { creditDigest, type Hex, signCredit, signerAddress } from '@credits-server/onchain'
import { loadNativeSecp256k1, type NativeSecp256k1 } from './loadNativeSecp256k1.js'
import type { Signer } from './Signer.js'

/**
 * Creates a signer from a private key in memory: with the native curve where there is one, else with `signCredit`; the bytes
 * are the same.
 *
 * **Errors:** `RangeError` when the key is not one.
 */
export function createLocalSigner(privateKey: Hex, native: NativeSecp256k1 | null = loadNativeSecp256k1()): Signer {
  const address = signerAddress(privateKey)
  if (native === null) return { address, sign: (hash) => signCredit(hash, privateKey) }
  const key = hexBytes(privateKey)
  return { address, sign: (hash) => signNatively(native, hash, key) }
}

function signNatively(native: NativeSecp256k1, hash: Hex, key: Uint8Array): Hex {
  const { signature, recid } = native.ecdsaSign(hexBytes(creditDigest(hash)), key)
  // Ids 2 and 3 have odds of 2^-127, and no v that the chain accepts; signCredit refuses them too.
  if (recid > 1) throw new Error('This signature cannot be expressed on chain; change the salt.')
  return `0x${Buffer.from(signature).toString('hex')}${recid === 0 ? '1b' : '1c'}`
}

/** Of hex that has been checked. */
const hexBytes = (hex: Hex): Uint8Array => Buffer.from(hex.slice(2), 'hex')
