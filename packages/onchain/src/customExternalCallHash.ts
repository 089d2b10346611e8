import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { encodeAbi } from './encodeAbi.js'
import type { Hex } from './Hex.js'
import { EXTERNAL_CALL, type ExternalCall } from './UseCreditsArgs.js'

/** Holds everything that the signature of a custom call commits to. */
export type CustomExternalCall = {
  /** Who calls `useCredits`. */
  user: Hex
  chainId: number
  /** The CreditsManager that is to make the call. */
  contract: Hex
  externalCall: ExternalCall
}

/**
 * Hashes a custom call to the 32 bytes that are signed, and by which the contract keeps that it was used.
 *
 * **Shape:** the signature is made as a credit's is, over `creditDigest` of it, by a key with EXTERNAL_CALL_SIGNER_ROLE:
 * `signCredit` and `recoverCreditSigner` fit. A call is made once.
 * **Units:** 32 bytes.
 * **Errors:** `RangeError` when a value does not fit its word, naming it.
 * **Source:** CreditsManagerPolygon `_handleCustomExternalCallPreExecution`.
 */
export function customExternalCallHash({ user, chainId, contract, externalCall }: CustomExternalCall): Hex {
  if (!Number.isSafeInteger(chainId)) throw new RangeError('chainId must be a whole number below 2^53.')
  // [chain] keccak256(abi.encode(_sender, block.chainid, address(this), _args.externalCall)). The README beside the contract
  // packs the members one after the other, which the contract does not accept.
  const types = { user: 'address', chainId: 'uint256', contract: 'address', externalCall: EXTERNAL_CALL } as const
  const encoded = encodeAbi(types, { user, chainId: BigInt(chainId), contract, externalCall }, '')
  return `0x${bytesToHex(keccak_256(hexToBytes(encoded)))}`
}
