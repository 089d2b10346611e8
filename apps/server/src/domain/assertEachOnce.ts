import { CreditsError } from '../errors/CreditsError.js'

/**
 * Refuses a list that has an address twice, in whatever case; `field` is where it stands in the body.
 *
 * **Errors:** INVALID_ADDRESSES.
 */
export function assertEachOnce(addresses: readonly string[], field: string): void {
  const seen = new Set<string>()
  for (const address of addresses) {
    const key = address.toLowerCase()
    if (seen.has(key)) {
      throw new CreditsError('INVALID_ADDRESSES', { details: { field, problem: `${field} has ${key} twice` } })
    }
    seen.add(key)
  }
}
