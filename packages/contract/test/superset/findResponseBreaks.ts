import type { ContractBreak } from './contractBreak.js'
import { findKeywordBreaks, type NodeRule } from './findKeywordBreaks.js'
import { findSchemaBreaks } from './findSchemaBreaks.js'
import { extendPointer } from './jsonPointer.js'
import { asObject, isObject, type JsonObject } from './jsonValue.js'

const RESPONSE: NodeRule = { walked: ['headers', 'content'], mayGain: ['headers', 'content', 'links'] }
const HEADER: NodeRule = { walked: ['schema'], mayGain: ['description', 'deprecated', 'example', 'examples'] }
const MEDIA_TYPE: NodeRule = { walked: ['schema'], mayGain: ['example', 'examples'] }

/** Compares the answer to one status: its headers and media types stay, others may be added. */
export function findResponseBreaks(baseline: JsonObject, candidate: JsonObject, pointer: string): ContractBreak[] {
  return [
    ...findKeywordBreaks(baseline, candidate, pointer, RESPONSE),
    ...findHeaderBreaks(
      asObject(baseline['headers']),
      asObject(candidate['headers']),
      extendPointer(pointer, 'headers'),
    ),
    ...findContentBreaks(
      asObject(baseline['content']),
      asObject(candidate['content']),
      extendPointer(pointer, 'content'),
    ),
  ]
}

function findHeaderBreaks(baseline: JsonObject, candidate: JsonObject, pointer: string): ContractBreak[] {
  return Object.entries(baseline).flatMap(([name, value]): ContractBreak[] => {
    const now = candidate[name]
    const place = extendPointer(pointer, name)
    if (!isObject(now)) return [{ pointer: place, kind: 'header-removed', message: `${name} is gone; put it back` }]
    const header = asObject(value)
    return [
      ...findKeywordBreaks(header, now, place, HEADER),
      ...findSchemaBreaks(header['schema'], now['schema'], extendPointer(place, 'schema')),
    ]
  })
}

function findContentBreaks(baseline: JsonObject, candidate: JsonObject, pointer: string): ContractBreak[] {
  return Object.entries(baseline).flatMap(([name, value]): ContractBreak[] => {
    const now = candidate[name]
    const place = extendPointer(pointer, name)
    if (!isObject(now)) {
      return [{ pointer: place, kind: 'media-type-removed', message: `${name} is gone; put it back` }]
    }
    const mediaType = asObject(value)
    return [
      ...findKeywordBreaks(mediaType, now, place, MEDIA_TYPE),
      ...findSchemaBreaks(mediaType['schema'], now['schema'], extendPointer(place, 'schema')),
    ]
  })
}
