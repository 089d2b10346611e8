import { encodeAbi } from './encodeAbi.js'
import type { Hex } from './Hex.js'
import { USE_CREDITS_ARGS, type UseCreditsArgs } from './UseCreditsArgs.js'

/** [chain] The first four bytes of keccak256 of `useCredits` and its types. */
const SELECTOR = '1863572d'

/**
 * Encodes the call that spends credits, for whoever sends transactions without a library that does.
 *
 * **Shape:** takes what `toUseCreditsArgs` gives. It goes to the contract of the plan, from the user themselves.
 * **Errors:** `RangeError` when a value does not fit its word, naming it.
 * **Source:** CreditsManagerPolygon `useCredits(UseCreditsArgs calldata _args)`.
 */
export function encodeUseCredits(args: readonly [UseCreditsArgs]): Hex {
  return `0x${SELECTOR}${encodeAbi({ args: USE_CREDITS_ARGS }, { args: args[0] }, '')}`
}
