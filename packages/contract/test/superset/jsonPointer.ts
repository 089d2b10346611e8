import type { JsonValue } from './jsonValue.js'

/**
 * Extends a JSON pointer by one or more reference tokens, escaping each.
 *
 * **Source:** RFC 6901, section 3: `~` is written `~0` and `/` is written `~1`.
 */
export function extendPointer(pointer: string, ...tokens: (string | number)[]): string {
  return tokens.reduce<string>((path, token) => `${path}/${escapeToken(String(token))}`, pointer)
}

/** Reads the value a JSON pointer names, or undefined if the document has none there. */
export function readPointer(document: JsonValue, pointer: string): JsonValue | undefined {
  let value: JsonValue | undefined = document
  for (const token of pointer.split('/').slice(1)) {
    value = readChild(value, unescapeToken(token))
  }
  return value
}

/** Drops the last reference token of a JSON pointer. */
export function parentPointer(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf('/'))
}

/** Reads the last reference token of a JSON pointer, unescaped: the name of the place in what holds it. */
export function lastToken(pointer: string): string {
  return unescapeToken(pointer.slice(pointer.lastIndexOf('/') + 1))
}

/** Tells whether a pointer names the given place or something inside it. */
export function isAtOrBelow(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`)
}

function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1')
}

function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~')
}

function readChild(value: JsonValue | undefined, token: string): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(token)]
  // Own keys only: `constructor` is a fine name for a schema, and every object inherits one.
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, token)) return value[token]
  return undefined
}
