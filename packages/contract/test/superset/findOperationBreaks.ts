import { isDeepStrictEqual } from 'node:util'
import type { ContractBreak } from './contractBreak.js'
import { findKeywordBreaks, type NodeRule } from './findKeywordBreaks.js'
import { findParameterBreaks } from './findParameterBreaks.js'
import { findResponseBreaks } from './findResponseBreaks.js'
import { extendPointer, parentPointer } from './jsonPointer.js'
import { asArray, asObject, isObject, type JsonObject, type JsonValue } from './jsonValue.js'

/**
 * `requestBody` may be gained, not changed: the baseline has none, so one that has would have to keep it to the letter.
 * `servers` may not: it would send a known operation to another host.
 */
const OPERATION: NodeRule = {
  walked: ['tags', 'parameters', 'security', 'responses'],
  mayGain: [
    'tags',
    'summary',
    'description',
    'externalDocs',
    'parameters',
    'requestBody',
    'responses',
    'callbacks',
    'deprecated',
    'security',
  ],
}

/** An operation with what it inherits from. */
export interface PlacedOperation {
  document: JsonObject
  pathItem: JsonObject
  operation: JsonObject
}

/** Compares an operation: a call that the baseline allows is still allowed, and its answers are still declared. */
export function findOperationBreaks(
  baseline: PlacedOperation,
  candidate: PlacedOperation,
  pointer: string,
): ContractBreak[] {
  return [
    ...findKeywordBreaks(baseline.operation, candidate.operation, pointer, OPERATION),
    ...findTagBreaks(baseline.operation, candidate.operation, pointer),
    ...findParameterBreaks(parameterLevels(baseline, pointer), parameterLevels(candidate, pointer)),
    ...findRequestBodyBreaks(baseline.operation, candidate.operation, pointer),
    ...findSecurityBreaks(baseline, candidate, pointer),
    ...findStatusBreaks(baseline.operation, candidate.operation, pointer),
  ]
}

function parameterLevels({ pathItem, operation }: PlacedOperation, pointer: string) {
  return [
    { node: pathItem, pointer: parentPointer(pointer) },
    { node: operation, pointer },
  ]
}

function findTagBreaks(baseline: JsonObject, candidate: JsonObject, pointer: string): ContractBreak[] {
  const tags = asArray(candidate['tags'])
  return asArray(baseline['tags'])
    .filter((tag) => !tags.includes(tag))
    .map((tag) => ({
      pointer: extendPointer(pointer, 'tags'),
      kind: 'tag-removed',
      message: `tag ${JSON.stringify(tag)} is gone; put it back`,
    }))
}

function findRequestBodyBreaks(baseline: JsonObject, candidate: JsonObject, pointer: string): ContractBreak[] {
  const body = asObject(candidate['requestBody'])
  if (baseline['requestBody'] !== undefined || body['required'] !== true) return []
  const message = 'new request body is required; callers of the baseline send none'
  return [{ pointer: extendPointer(pointer, 'requestBody', 'required'), kind: 'request-body-required', message }]
}

function findSecurityBreaks(baseline: PlacedOperation, candidate: PlacedOperation, pointer: string): ContractBreak[] {
  const accepted = listAlternatives(candidate)
  if (accepted.some((alternative) => Object.keys(asObject(alternative)).length === 0)) return []
  return listAlternatives(baseline)
    .filter((alternative) => !accepted.some((other) => isDeepStrictEqual(alternative, other)))
    .map((alternative) => ({
      pointer: extendPointer(pointer, 'security'),
      kind: 'security-added',
      message: `callers with ${JSON.stringify(alternative)} are no longer let in; add it as an alternative`,
    }))
}

/** Lists the credentials of which one is enough; `{}` stands for none at all, which an empty list says too. */
function listAlternatives({ document, operation }: PlacedOperation): JsonValue[] {
  const alternatives = asArray(operation['security'] ?? document['security'])
  return alternatives.length === 0 ? [{}] : alternatives
}

function findStatusBreaks(baseline: JsonObject, candidate: JsonObject, pointer: string): ContractBreak[] {
  const responses = asObject(candidate['responses'])
  return Object.entries(asObject(baseline['responses'])).flatMap(([status, response]): ContractBreak[] => {
    const now = responses[status]
    const place = extendPointer(pointer, 'responses', status)
    if (isObject(now)) return findResponseBreaks(asObject(response), now, place)
    return [{ pointer: place, kind: 'status-removed', message: `status ${status} is gone; put it back` }]
  })
}
