import { type Address, creditHash, creditSalt, type Hex, type ListedCredit, signCredit } from '../src/index.js'
import { creditVector } from './creditVector.js'

/** Holds what a test says of a credit; the rest is of no matter to it. */
export type CreditSpec = {
  readonly id?: string
  readonly chainId?: number
  readonly contract?: Address
  readonly valueWei?: bigint
  readonly spentWei?: bigint
  readonly expiresAtSeconds?: number
  readonly salt?: Hex
}

/** Makes a credit as the API lists it, signed for the vector's user by the vector's key. */
export function listCredit(spec: CreditSpec = {}): ListedCredit {
  const { creditId, credit, privateKey } = creditVector
  const { id = creditId, spentWei = 0n, ...fields } = spec
  const signed = { ...credit, salt: creditSalt(id), ...fields }
  return {
    id,
    signature: signCredit(creditHash(signed), privateKey),
    onChain: {
      chainId: signed.chainId,
      contract: signed.contract,
      value: String(signed.valueWei),
      spent: String(spentWei),
      expiresAt: signed.expiresAtSeconds,
      salt: signed.salt,
    },
  }
}
