import { isDeepStrictEqual } from 'node:util'
import type { BreakKind, ContractBreak } from './contractBreak.js'
import { findKeywordBreaks, type NodeRule } from './findKeywordBreaks.js'
import { extendPointer } from './jsonPointer.js'
import { asObject, isObject, type JsonObject, type JsonValue } from './jsonValue.js'

/**
 * The closed list of what a published schema may gain. Bounds, `const`, `nullable`, `additionalProperties`, `writeOnly`
 * and the combiners are absent on purpose: each changes which values a known client may meet.
 */
const SCHEMA: NodeRule = {
  walked: ['properties', 'items'],
  mayGain: ['properties', 'title', 'description', 'example', 'examples', 'default', 'deprecated', 'externalDocs'],
  unordered: ['enum', 'required'],
}

/**
 * Compares what stands where the baseline has a schema, and everything the baseline has below it.
 *
 * **Shape:** `removed` is the kind to report if the candidate has no schema there. A schema of the candidate that the
 * baseline does not have is not looked at; that `required` stays the same set keeps it optional.
 */
export function findSchemaBreaks(
  baseline: JsonValue | undefined,
  candidate: JsonValue | undefined,
  pointer: string,
  removed: BreakKind = 'schema-removed',
): ContractBreak[] {
  if (baseline === undefined || isDeepStrictEqual(baseline, candidate)) return []
  // `true` and `false` are schemas too, and as good as none to a client that knew the shape.
  if (!isObject(baseline) || !isObject(candidate)) {
    return [{ pointer, kind: removed, message: 'the schema that the baseline has here is gone; put it back' }]
  }
  return [
    ...findKeywordBreaks(baseline, candidate, pointer, SCHEMA),
    ...findPropertyBreaks(baseline, candidate, pointer),
    ...findSchemaBreaks(baseline['items'], candidate['items'], extendPointer(pointer, 'items')),
  ]
}

function findPropertyBreaks(baseline: JsonObject, candidate: JsonObject, pointer: string): ContractBreak[] {
  const properties = asObject(candidate['properties'])
  return Object.entries(asObject(baseline['properties'])).flatMap(([name, schema]) =>
    findSchemaBreaks(schema, properties[name], extendPointer(pointer, 'properties', name), 'property-removed'),
  )
}
