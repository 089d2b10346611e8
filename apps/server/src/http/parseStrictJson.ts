import { CreditsError } from '../errors/CreditsError.js'

const maxDepth = 20

/**
 * Parses JSON text and refuses what JSON.parse lets pass in silence: a key that stands twice in one object (it keeps the
 * last), and nesting that later code could not walk (it takes 100,000 levels).
 *
 * **Errors:** INVALID_JSON, DUPLICATE_KEY.
 */
export function parseStrictJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new CreditsError('INVALID_JSON', {
      details: { problem: cause instanceof Error ? cause.message : 'not JSON' },
    })
  }
  refuseDuplicates(text)
  return value
}

/** A string, or a mark that opens, closes or names; the text is known to be JSON, so nothing else matters. */
const token = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g

function refuseDuplicates(text: string): void {
  const open: (Set<string> | null)[] = []
  let lastString = ''
  for (const [mark] of text.matchAll(token)) {
    if (mark === '{' || mark === '[') {
      open.push(mark === '{' ? new Set() : null)
      if (open.length > maxDepth) throw new CreditsError('INVALID_JSON', { details: { problem: 'nested too deep' } })
    } else if (mark === '}' || mark === ']') {
      open.pop()
    } else if (mark === ':') {
      const key: string = JSON.parse(lastString)
      const keys = open.at(-1)
      if (keys?.has(key)) throw new CreditsError('DUPLICATE_KEY', { details: { field: key } })
      keys?.add(key)
    } else {
      lastString = mark
    }
  }
}
