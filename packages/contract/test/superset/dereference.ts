import { readPointer } from './jsonPointer.js'
import { isObject, type JsonObject, type JsonValue } from './jsonValue.js'

/** Siblings of a `$ref` that only annotate; they replace the target's own. */
const ANNOTATIONS = new Set(['summary', 'description', 'title', 'default', 'deprecated', 'example', 'examples'])

/**
 * Replaces every local `$ref` of a document by a copy of its target.
 *
 * **Shape:** the result is a finite tree. A `$ref` back to a target that is being expanded (a recursive schema) stays as
 * it is, and so does one to another file or to an anchor. A checker that knows no `$ref` keyword then reports it, unless
 * it sits in a part that the baseline does not have.
 * **Errors:** throws if a local `$ref` names nothing.
 * **Source:** OpenAPI 3.1, Reference Object; JSON Schema 2020-12 core, section 8.2.3.1.
 */
export function dereference(document: JsonObject): JsonObject {
  return expandMembers(document, { document, open: [] })
}

interface Expansion {
  document: JsonObject
  /** The targets around this place, outermost first; what keeps a cycle from going round twice. */
  open: readonly string[]
}

function expand(value: JsonValue, expansion: Expansion): JsonValue {
  if (Array.isArray(value)) return value.map((item) => expand(item, expansion))
  if (!isObject(value)) return value
  const ref = value['$ref']
  // A property may be *named* `$ref`; then its value is a schema, not a string.
  if (typeof ref !== 'string' || !(ref === '#' || ref.startsWith('#/'))) return expandMembers(value, expansion)
  if (expansion.open.includes(ref)) return value
  return expandRef(value, ref, expansion)
}

function expandRef(node: JsonObject, ref: string, { document, open }: Expansion): JsonValue {
  // [spec] RFC 6901, section 6: in a URI fragment the pointer is percent-encoded.
  const found = readPointer(document, decodeURIComponent(ref.slice(1)))
  if (found === undefined) throw new Error(`${ref} names nothing in this document; fix the $ref or add its target`)

  const target = expand(found, { document, open: [...open, ref] })
  const { $ref: _, ...rest } = node
  const siblings = expandMembers(rest, { document, open })
  if (Object.keys(siblings).length === 0) return target
  if (isObject(target) && Object.keys(siblings).every(isAnnotation)) return { ...target, ...siblings }
  // [spec] JSON Schema: other siblings apply as well as the target, so overwriting its keywords would hide a change.
  return { allOf: [target, siblings] }
}

function expandMembers(node: JsonObject, expansion: Expansion): JsonObject {
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, expand(value, expansion)]))
}

function isAnnotation(key: string): boolean {
  return ANNOTATIONS.has(key) || key.startsWith('x-')
}
