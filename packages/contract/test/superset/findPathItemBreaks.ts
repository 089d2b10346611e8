import type { ContractBreak } from './contractBreak.js'
import { findKeywordBreaks, type NodeRule } from './findKeywordBreaks.js'
import { findOperationBreaks } from './findOperationBreaks.js'
import { extendPointer } from './jsonPointer.js'
import { asObject, isObject, type JsonObject } from './jsonValue.js'

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/** `servers` is not on the list: it would send the path's known operations to another host. */
const PATH_ITEM: NodeRule = {
  walked: [...METHODS, 'parameters'],
  mayGain: [...METHODS, 'parameters', 'summary', 'description'],
}

/** A path with the document it inherits from. */
export interface PlacedPathItem {
  document: JsonObject
  pathItem: JsonObject
}

/** Compares a path: each operation of the baseline stays, others may join it. */
export function findPathItemBreaks(
  baseline: PlacedPathItem,
  candidate: PlacedPathItem,
  pointer: string,
): ContractBreak[] {
  const breaks = findKeywordBreaks(baseline.pathItem, candidate.pathItem, pointer, PATH_ITEM)
  for (const method of METHODS) {
    const before = baseline.pathItem[method]
    const now = candidate.pathItem[method]
    const place = extendPointer(pointer, method)
    if (before === undefined) continue
    if (isObject(now)) {
      const placed = { ...baseline, operation: asObject(before) }
      breaks.push(...findOperationBreaks(placed, { ...candidate, operation: now }, place))
    } else {
      breaks.push({ pointer: place, kind: 'operation-removed', message: `${method} is gone; put it back` })
    }
  }
  return breaks
}
