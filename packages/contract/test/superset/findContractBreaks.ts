// Tests run on Node; the package's own tsconfig names no @types, so that `src` cannot lean on them.
/// <reference types="node" />
import { isDeepStrictEqual } from 'node:util'
import type { ContractBreak } from './contractBreak.js'
import { dereference } from './dereference.js'
import { findKeywordBreaks, type NodeRule } from './findKeywordBreaks.js'
import { findPathItemBreaks } from './findPathItemBreaks.js'
import { extendPointer } from './jsonPointer.js'
import { asArray, asObject, isObject, type JsonObject } from './jsonValue.js'

/** `components` is walked where it is used: after dereferencing, a name in it means nothing by itself. */
const DOCUMENT: NodeRule = {
  walked: ['openapi', 'info', 'tags', 'servers', 'paths', 'components'],
  mayGain: ['tags', 'paths', 'components', 'webhooks', 'externalDocs'],
}
const TAG: NodeRule = { walked: [], mayGain: ['description', 'externalDocs'] }

/**
 * Finds every place where a candidate document is not a superset of the baseline.
 *
 * The baseline is what clients were built against. All it says stays as it is, all else may be added, and what is added
 * never changes what a call of the baseline may send or must be ready to receive. An empty list is the proof.
 *
 * **Errors:** throws if a local `$ref` of either document names nothing.
 * **Source:** design.md 3 and rules.md 11; OpenAPI 3.1.
 */
export function findContractBreaks(baseline: JsonObject, candidate: JsonObject): ContractBreak[] {
  const before = dereference(baseline)
  const after = dereference(candidate)
  return [
    ...findKeywordBreaks(before, after, '', DOCUMENT),
    ...findVersionBreaks(before, after),
    ...findInfoBreaks(before, after),
    ...findTagBreaks(before, after),
    ...findServerBreaks(before, after),
    ...findPathBreaks(before, after),
  ]
}

function findVersionBreaks(baseline: JsonObject, candidate: JsonObject): ContractBreak[] {
  // A patch release of OpenAPI only clarifies, so 3.1.0 and 3.1.1 read the same.
  const [before, now] = [baseline, candidate].map((document) => String(document['openapi']).split('.', 2).join('.'))
  if (before === now) return []
  return [{ pointer: '/openapi', kind: 'openapi-changed', message: `OpenAPI was ${before} and is ${now}; put it back` }]
}

function findInfoBreaks(baseline: JsonObject, candidate: JsonObject): ContractBreak[] {
  const info = asObject(candidate['info'])
  return Object.entries(asObject(baseline['info']))
    .filter(([key, value]) => !isDeepStrictEqual(value, info[key]))
    .map(([key, value]) => ({
      pointer: extendPointer('/info', key),
      kind: 'info-changed',
      message: `${key} was ${JSON.stringify(value)}; put it back`,
    }))
}

function findTagBreaks(baseline: JsonObject, candidate: JsonObject): ContractBreak[] {
  const tags = asArray(candidate['tags']).map(asObject)
  return asArray(baseline['tags'])
    .map(asObject)
    .flatMap((tag): ContractBreak[] => {
      const index = tags.findIndex(({ name }) => name === tag['name'])
      const now = tags[index]
      if (now) return findKeywordBreaks(tag, now, extendPointer('/tags', index), TAG)
      return [{ pointer: '/tags', kind: 'tag-removed', message: `tag ${tag['name']} is gone; put it back` }]
    })
}

/** Wants `/` first (the server that serves the document), then the baseline's servers in their order, then any others. */
function findServerBreaks(baseline: JsonObject, candidate: JsonObject): ContractBreak[] {
  const [own, ...others] = asArray(candidate['servers'])
  const breaks = asArray(baseline['servers']).flatMap((server, index): ContractBreak[] => {
    if (isDeepStrictEqual(server, others[index])) return []
    const message = `the server here is not the baseline's ${asObject(server)['url']}; put it back, in its order`
    return [{ pointer: extendPointer('/servers', index + 1), kind: 'server-changed', message }]
  })
  if (asObject(own)['url'] === '/') return breaks
  return [{ pointer: '/servers/0', kind: 'server-changed', message: 'the first server is not /; add it' }, ...breaks]
}

function findPathBreaks(baseline: JsonObject, candidate: JsonObject): ContractBreak[] {
  const paths = asObject(candidate['paths'])
  return Object.entries(asObject(baseline['paths'])).flatMap(([path, pathItem]): ContractBreak[] => {
    const now = paths[path]
    const pointer = extendPointer('/paths', path)
    if (!isObject(now)) return [{ pointer, kind: 'path-removed', message: `${path} is gone; put it back` }]
    const placed = { document: baseline, pathItem: asObject(pathItem) }
    return findPathItemBreaks(placed, { document: candidate, pathItem: now }, pointer)
  })
}
