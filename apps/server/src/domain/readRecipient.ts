import type { Address } from '@credits-server/onchain'
import { CreditsError } from '../errors/CreditsError.js'
import type { Issuance } from '../voucher/signVoucher.js'
import { readTypedAddress } from './readTypedAddress.js'

/**
 * Reads the address of one who is to have credits, as it was typed.
 *
 * **Errors:** BAD_CHECKSUM; INVALID_RECIPIENT for the zero address and the contract, of which nobody can spend.
 */
export function readRecipient(text: string, { contract }: Pick<Issuance, 'contract'>): Address {
  const address = readTypedAddress(text)
  if (/^0x0{40}$/.test(address) || address === contract) throw new CreditsError('INVALID_RECIPIENT')
  return address
}
