import type { Hex } from './Hex.js'

/**
 * Names the events that change what a credit is worth by the first topic of their logs.
 *
 * **Source:** CreditsManagerPolygon: the hashes of
 * `CreditUsed(address,bytes32,(uint256,uint256,bytes32),uint256)`, `CreditRevoked(address,bytes32)` and
 * `UserDenied(address,address,bool)`. ABIs of before April 2025 have another UserDenied.
 */
export const creditsManagerTopics = {
  CreditUsed: '0xa68d6ae15d7c3b8ca4d13dbccb4762b825753f5bbafab66b88d893af0c1b7179',
  CreditRevoked: '0x70884a2b9de2f609a1f0ea7d2e4f839d66c9b43c4eeb83341f60d2477abbd18c',
  UserDenied: '0x6d4ed526b73a9eac8ccaee81dff02c070ecaff3654a2287a6d02537bf16e4b6e',
} as const satisfies Record<string, Hex>
