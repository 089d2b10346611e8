import type { Credit } from '@credits-server/contract'
import type { Hex } from '@credits-server/onchain'
import type { Chain, UseCreditsArgs } from '../src/Chain.js'

/** What `useCredits` is to be called with to pay a price with credits alone, in their order. */
export function useOf(chain: Chain, credits: readonly Credit[], priceWei: bigint): UseCreditsArgs {
  return {
    credits: credits.map(({ onChain }) => ({
      value: BigInt(onChain?.value ?? 0),
      expiresAt: BigInt(onChain?.expiresAt ?? 0),
      salt: onChain?.salt as Hex,
    })),
    creditsSignatures: credits.map(({ signature }) => signature as Hex),
    externalCall: chain.buy(priceWei),
    customExternalCallSignature: '0x',
    maxUncreditedValue: 0n,
    maxCreditedValue: priceWei,
  }
}
