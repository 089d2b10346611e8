import type { Hex } from '@credits-server/onchain'
import { encodeFunctionData } from 'viem'
import type { UseCreditsArgs } from './Chain.js'
import { creditsVerifierAbi } from './generated/CreditsVerifier.js'

/** Encodes the call of `useCredits`, by viem and from the compiled contract, so that our own encoder has a judge. */
export function encodeUse(args: UseCreditsArgs): Hex {
  return encodeFunctionData({ abi: creditsVerifierAbi, functionName: 'useCredits', args: [args] })
}
