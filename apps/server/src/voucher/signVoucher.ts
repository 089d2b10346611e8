import { type Address, creditHash, creditSalt, type Hex } from '@credits-server/onchain'
import { CreditsError } from '../errors/CreditsError.js'
import type { Allowance } from './Allowance.js'
import type { Permit } from './Permit.js'
import type { Signer } from './Signer.js'

/** Where credits are spent, who signs them, and how much. */
export type Issuance = {
  readonly chainId: number
  readonly contract: Address
  readonly signer: Signer
  readonly allowance: Allowance
}

type Terms = {
  readonly creditId: string
  readonly user: Address
  readonly valueWei: bigint
  readonly expiresAtSeconds: number
}

/** What makes a credit spendable on chain. */
export type Voucher = { readonly salt: Hex; readonly hash: Hex; readonly signature: Hex; readonly signer: Address }

/**
 * Signs a credit for the contract, as far as a permit goes. Same terms and issuance, same voucher.
 *
 * **Errors:** UNAVAILABLE when the signer fails or says nothing.
 */
export async function signVoucher(
  { creditId, ...terms }: Terms,
  { chainId, contract, signer }: Omit<Issuance, 'allowance'>,
  permit: Permit,
): Promise<Voucher> {
  const salt = creditSalt(creditId)
  const hash = creditHash({ ...terms, chainId, contract, salt })
  permit.use(terms)
  return { salt, hash, signature: await signInTime(signer, hash), signer: signer.address }
}

/** Half of the time for which Postgres lets a transaction stand idle. */
const mostMs = 5_000

async function signInTime(signer: Signer, hash: Hex): Promise<Hex> {
  let timer: NodeJS.Timeout | undefined
  try {
    const signing = signer.sign(hash)
    if (typeof signing === 'string') return signing
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the signer has said nothing for ${mostMs} ms`)), mostMs)
    })
    return await Promise.race([signing, silence])
  } catch (cause) {
    throw new CreditsError('UNAVAILABLE', { cause })
  } finally {
    clearTimeout(timer)
  }
}
