import { hexToBytes } from '@noble/hashes/utils.js'
import type { AbiValue } from './AbiType.js'
import { creditsManagerErrors } from './creditsManagerErrors.js'
import { decodeAbi } from './decodeAbi.js'
import { findRevertData } from './findRevertData.js'
import type { Hex } from './Hex.js'

type Errors = typeof creditsManagerErrors

type Explanation = {
  /** What happened, for people. */
  readonly message: string
  /** What to do now, for people. */
  readonly remedy: string
  /** Whether the very same call may be accepted later, because what stood against it passes by itself. */
  readonly retryable: boolean
}

/** Holds an error of the contract with its arguments: `name` is the contract's own, and says which arguments there are. */
export type KnownRevert = {
  [Name in keyof Errors]: { readonly name: Name; readonly args: AbiValue<Errors[Name]['args']> } & Explanation
}[keyof Errors]

/** Holds a revert with what is no error of the contract, or something that is no revert. */
export type UnknownRevert = {
  readonly name: 'Unknown'
  /** What it reverted with; `0x` for nothing, null where there is no trace of a revert. */
  readonly data: Hex | null
} & Explanation

/** Holds what became of a call that the contract refused. */
export type Revert = KnownRevert | UnknownRevert

/**
 * Explains why the CreditsManager contract refused a call.
 *
 * **Shape:** takes whatever was thrown or answered: revert data in hex, a JSON-RPC error, an error of viem or of ethers. Branch
 * on `name`; the arguments have the contract's names without their underscore, addresses in lower-case.
 * **Errors:** none; what it does not know is `Unknown`.
 * **Source:** CreditsManagerPolygon; OpenZeppelin 5.0.2.
 *
 * @example
 * explainRevert('0xd93c0665').remedy // 'Wait until the operators resume it, or pay in MANA.'
 */
export function explainRevert(error: unknown): Revert {
  const data = findRevertData(error)
  if (data === null) {
    return {
      name: 'Unknown',
      data,
      message: 'This does not say that the contract refused a call.',
      remedy: 'Look at the error itself: the node may be away, or the user has declined.',
      retryable: false,
    }
  }
  return decodeRevert(data) ?? { name: 'Unknown', data, ...UNKNOWN }
}

const UNKNOWN: Explanation = {
  message: 'The call reverted, and not with an error of the CreditsManager contract.',
  remedy: 'Check the contract and the chain, the data of the purchase, and that there is gas enough.',
  retryable: false,
}

function decodeRevert(data: Hex): Revert | null {
  const selector = data.slice(0, 10)
  const found = Object.entries(creditsManagerErrors).find(([, each]) => each.selector === selector)
  if (!found) return null
  const [name, { args, message, remedy, retryable }] = found
  try {
    // The name and the types are of the same row, which is more than the compiler can tell of a row that was looked up.
    return { name, args: decodeAbi(args, hexToBytes(data.slice(10))), message, remedy, retryable } as KnownRevert
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
