import { randomBytes } from 'node:crypto'
import {
  type Address,
  type CreditFields,
  creditHash,
  type Hex,
  parseAddress,
  signCredit,
  signerAddress,
} from '@credits-server/onchain'
import { decodeErrorResult } from 'viem'
import type { Chain, UseCreditsArgs } from '../src/Chain.js'
import { encodeUse } from '../src/encodeUse.js'
import { creditsVerifierAbi } from '../src/generated/CreditsVerifier.js'
import { testManaAbi } from '../src/generated/TestMana.js'

/** A key of these tests alone. */
export const signerKey: Hex = `0x${'5a'.repeat(32)}`
export const signer = signerAddress(signerKey)

/** A credit and the signature that it may be spent with. */
export type SignedFields = CreditFields & { readonly signature: Hex }

/** One that was made here. */
export type Voucher = SignedFields & { readonly hash: Hex }

/** An account nobody has met. */
export function newAccount(): Address {
  return parseAddress(`0x${randomBytes(20).toString('hex')}`) as Address
}

/** Signs a new credit, of 10 wei until the end of time unless it is told otherwise. */
export function makeVoucher(chain: Chain, fields: Partial<CreditFields> & { user: Address }, key = signerKey): Voucher {
  const credit = {
    chainId: chain.chainId,
    contract: chain.creditsManager,
    valueWei: 10n,
    expiresAtSeconds: 4_102_444_800,
    salt: `0x${randomBytes(32).toString('hex')}` as const,
    ...fields,
  }
  const hash = creditHash(credit)
  return { ...credit, hash, signature: signCredit(hash, key) }
}

/** The arguments that pay a price with vouchers and nothing else, in the order given. */
export function usesOf(chain: Chain, vouchers: readonly SignedFields[], priceWei: bigint): UseCreditsArgs {
  return {
    credits: vouchers.map(({ valueWei, expiresAtSeconds, salt }) => ({
      value: valueWei,
      expiresAt: BigInt(expiresAtSeconds),
      salt,
    })),
    creditsSignatures: vouchers.map(({ signature }) => signature),
    externalCall: chain.buy(priceWei),
    customExternalCallSignature: '0x',
    maxUncreditedValue: 0n,
    maxCreditedValue: priceWei,
  }
}

/** The name of the error that a use would revert with, or null when it would be done. */
export async function refusal(chain: Chain, user: Address, args: UseCreditsArgs, atSeconds?: number) {
  const data = await chain.refusalOf(user, chain.creditsManager, encodeUse(args), atSeconds)
  return data === null ? null : errorName(data)
}

/** The name of an error of the verifier, or of the token where it is passed on. */
export function errorName(data: Hex): string {
  return decodeErrorResult({ abi: [...creditsVerifierAbi, ...testManaAbi], data }).errorName
}
