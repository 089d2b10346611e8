import { type Address, parseAddress } from '@credits-server/onchain'
import { CreditsError } from '../errors/CreditsError.js'

/**
 * Reads an address in any case as its one lower-case form, in which it is stored, looked up and cached.
 *
 * **Errors:** INVALID_ADDRESS.
 */
export function readAddress(text: string): Address {
  const address = parseAddress(text)
  if (address === null) throw new CreditsError('INVALID_ADDRESS')
  return address
}
