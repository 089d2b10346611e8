/**
 * The blocks that made the contracts in use: no credit was spent before. Of another contract every block is looked at.
 *
 * **Source:** decentraland/offchain-marketplace-contract `broadcast/`.
 */
export const deploymentBlocks: Readonly<Record<string, number>> = {
  '0x8b3a40ca1b6f5cafc99d112a4d02e897d1fd8cc5': 77_808_659,
  '0xe9f961e6ded4e1476bbee4faab886d63a2493eb9': 71_266_066,
  '0x8052a560e6e6ac86eeb7e711a4497f639b322fb3': 27_994_108,
}
