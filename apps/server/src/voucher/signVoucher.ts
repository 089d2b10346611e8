import { type Address, creditHash, creditSalt, type Hex } from '@credits-server/onchain'
import type { Signer } from './Signer.js'

/** Where credits are spent and who signs them. */
export type Issuance = {
  readonly chainId: number
  readonly contract: Address
  readonly signer: Signer
}

type Terms = {
  readonly creditId: string
  readonly user: Address
  readonly valueWei: bigint
  readonly expiresAtSeconds: number
}

/** What makes a credit spendable on chain. */
export type Voucher = { readonly salt: Hex; readonly hash: Hex; readonly signature: Hex; readonly signer: Address }

/** Signs a credit for the contract. Same terms and issuance, same voucher. */
export async function signVoucher(
  { creditId, ...terms }: Terms,
  { chainId, contract, signer }: Issuance,
): Promise<Voucher> {
  const salt = creditSalt(creditId)
  const hash = creditHash({ ...terms, chainId, contract, salt })
  return { salt, hash, signature: await signer.sign(hash), signer: signer.address }
}
