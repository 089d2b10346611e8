/**
 * States the largest amount the chain can hold.
 *
 * **Units:** wei, when it bounds an amount.
 * **Source:** Solidity `type(uint256).max`.
 */
export const MAX_UINT256 = 2n ** 256n - 1n
