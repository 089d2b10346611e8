/** Tells what is known of a key from anything else that came with 200. */
export function isKey(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'id' in value && 'client' in value
}

/** Tells a new key from anything else that came with 200. */
export function isIssuedKey(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'secret' in value && 'key' in value && isKey(value.key)
}
