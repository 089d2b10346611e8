import type { Address } from './parseAddress.js'

/**
 * Lists the CreditsManager contract in use on each chain, by chain id.
 *
 * **Shape:** contracts are rotated and a credit can only be spent on the one it was signed for, so what a credit says of
 * itself goes before this list; it is a default for signing new ones.
 * **Source:** decentraland/offchain-marketplace-contract `broadcast/`, deployments of 2025-10-17 and 2025-10-21.
 */
export const creditsManagers: Readonly<Record<number, Address>> = {
  /** Polygon */
  137: '0x8b3a40ca1b6f5cafc99d112a4d02e897d1fd8cc5' as Address,
  /** Polygon Amoy, the test network */
  80002: '0x8052a560e6e6ac86eeb7e711a4497f639b322fb3' as Address,
}
