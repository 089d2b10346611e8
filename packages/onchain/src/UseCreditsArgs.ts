import type { AbiStruct } from './AbiType.js'
import type { Hex } from './Hex.js'

/** [chain] struct Credit { uint256 value; uint256 expiresAt; bytes32 salt; } */
const CREDIT = { value: 'uint256', expiresAt: 'uint256', salt: 'bytes32' } as const satisfies AbiStruct

/** Describes the call that credits pay for, as the contract has it. */
export const EXTERNAL_CALL = {
  target: 'address',
  selector: 'bytes4',
  data: 'bytes',
  expiresAt: 'uint256',
  salt: 'bytes32',
} as const satisfies AbiStruct

/** Describes the one argument of `useCredits`, as the contract has it. */
export const USE_CREDITS_ARGS = {
  credits: [CREDIT],
  creditsSignatures: ['bytes'],
  externalCall: EXTERNAL_CALL,
  customExternalCallSignature: 'bytes',
  maxUncreditedValue: 'uint256',
  maxCreditedValue: 'uint256',
} as const satisfies AbiStruct

/** Holds the call that credits pay for: a purchase, which takes MANA from the contract and gives something to the user. */
export type ExternalCall = {
  /** The contract that is called: a marketplace, a store, or one that is allowed as a custom call. */
  readonly target: Hex
  /** The first four bytes of its call data. */
  readonly selector: Hex
  /** The rest of its call data. */
  readonly data: Hex
  /** Unix seconds. Of custom calls only; 0 for others. */
  readonly expiresAt: bigint
  /** 32 bytes. Of custom calls only; zeros for others. */
  readonly salt: Hex
}

/** Holds what `useCredits` is called with, by the contract's own names and in its order. */
export type UseCreditsArgs = {
  readonly credits: readonly { readonly value: bigint; readonly expiresAt: bigint; readonly salt: Hex }[]
  /** The signature of each credit, in the same order. */
  readonly creditsSignatures: readonly Hex[]
  readonly externalCall: ExternalCall
  /** Of custom calls only; `0x` for others. */
  readonly customExternalCallSignature: Hex
  /** The most that is taken from the user's own MANA, in wei; what is not needed comes back in the same transaction. */
  readonly maxUncreditedValue: bigint
  /** The most that credits may pay, in wei; if they would pay more, the contract reverts. */
  readonly maxCreditedValue: bigint
}
