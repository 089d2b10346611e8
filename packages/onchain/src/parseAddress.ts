import type { Hex } from './Hex.js'

/**
 * Names an account or contract: `0x` and 40 lower-case hex digits, and only `parseAddress` makes one.
 *
 * **Shape:** lower-case, so `===` and a database's `=` compare accounts, not spellings. The brand is a plain property,
 * not a unique symbol: two copies of this package (one bundled in the SDK, say) then agree on the type.
 */
export type Address = Hex & { readonly '~address': true }

const ADDRESS = /^0x[0-9a-fA-F]{40}$/

/**
 * Parses an address in any case to its one lower-case form, or null when the text is not an address.
 *
 * **Shape:** the checksum is not judged here, because a reader may spell an address as it likes; whoever
 * sends value to a typed address asks `hasValidChecksum` as well. `0X` is not a prefix.
 *
 * @example
 * parseAddress('0x8B3A40CA1b6F5CaFC99d112a4d02E897d1FD8Cc5') // '0x8b3a40ca1b6f5cafc99d112a4d02e897d1fd8cc5'
 */
export function parseAddress(text: string): Address | null {
  return ADDRESS.test(text) ? (text.toLowerCase() as Address) : null
}
