import { createHash, randomBytes } from 'node:crypto'

/** The text of a key, of which only the client that it was made for has the secret part. */
export type ApiKeyText = { readonly id: string; readonly text: string }

/**
 * Makes a key: `ck_`, by which a scanner knows it in a leak, a public id to find it by, and 256 random bits.
 */
export function makeApiKey(): ApiKeyText {
  const id = randomBytes(6).toString('hex')
  return { id, text: `ck_${id}_${randomBytes(32).toString('base64url')}` }
}

/** Parses what may be a key of the table; null for every other text, about which nobody needs to be asked. */
export function parseApiKey(text: string): ApiKeyText | null {
  const [, id] = /^ck_([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/.exec(text) ?? []
  return id === undefined ? null : { id, text }
}

/** What is stored of a key. A key has 256 random bits, so no slow hash is needed: there is nothing to guess. */
export function hashApiKey(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
