import { type Address, hasValidChecksum, parseAddress } from '@credits-server/onchain'
import { CreditsError } from '../errors/CreditsError.js'

/**
 * Reads an address that something is done to, as it was typed: a wrong checksum means that somebody else was meant.
 *
 * **Errors:** INVALID_ADDRESS, BAD_CHECKSUM.
 */
export function readTypedAddress(text: string): Address {
  const address = parseAddress(text)
  if (address === null) throw new CreditsError('INVALID_ADDRESS')
  if (!hasValidChecksum(text)) throw new CreditsError('BAD_CHECKSUM', { details: { address: text } })
  return address
}
