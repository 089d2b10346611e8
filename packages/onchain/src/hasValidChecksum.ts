import { checksumAddress } from './checksumAddress.js'
import { parseAddress } from './parseAddress.js'

/**
 * Asks whether an address's spelling is free of a detectable typing error.
 *
 * **Shape:** all lower-case and ALL-CAPS digits carry no checksum and pass; mixed case must match it exactly.
 * Text that is not an address does not pass.
 * **Source:** EIP-55.
 */
export function hasValidChecksum(text: string): boolean {
  const address = parseAddress(text)
  if (address === null) return false
  const digits = text.slice(2)
  const carriesChecksum = digits !== digits.toLowerCase() && digits !== digits.toUpperCase()
  return !carriesChecksum || text === checksumAddress(address)
}
