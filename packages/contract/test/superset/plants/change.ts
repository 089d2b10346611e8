import type { BreakKind } from '../contractBreak.js'
import { extendPointer, lastToken, parentPointer, readPointer } from '../jsonPointer.js'
import { asArray, asObject, type JsonObject, type JsonValue } from '../jsonValue.js'
import type { Site } from './listSites.js'

/** A site in the copy that is about to be changed. */
export interface Slot {
  document: JsonObject
  node: JsonObject
  /** The object that holds the node; empty if a list holds it. */
  parent: JsonObject
  key: string
}

/** An edit of one node, in place. */
export interface Change {
  name: string
  apply: (slot: Slot) => void
}

/** An edit that must be reported as `kind`, at the pointer `at` below the node. */
export interface BreakingChange extends Change {
  kind: BreakKind
  at: string
}

/** A whole candidate document in which one node was changed. */
export interface Changed {
  name: string
  place: string
  candidate: JsonObject
}

/** Copies a document as the smallest faithful candidate: the same, with the server `/` in front. */
export function toCandidate(baseline: JsonObject): JsonObject {
  const copy = structuredClone(baseline)
  return { ...copy, servers: [{ url: '/' }, ...asArray(copy['servers'])] }
}

/** Applies a change to a fresh candidate, at one site. */
export function applyChange(baseline: JsonObject, site: Site, change: Change): Changed {
  const document = toCandidate(baseline)
  change.apply({
    document,
    node: asObject(readPointer(document, site.pointer)),
    parent: asObject(readPointer(document, parentPointer(site.pointer))),
    key: lastToken(site.pointer),
  })
  return { name: `${site.role} ${change.name}`, place: site.pointer, candidate: document }
}

/** Makes the change that gives a keyword another value. */
export function set(
  keyword: string,
  value: JsonValue,
  kind: BreakKind,
  name = `with another ${keyword}`,
): BreakingChange {
  return {
    name,
    kind,
    at: extendPointer('', keyword),
    apply: ({ node }) => void Object.assign(node, { [keyword]: value }),
  }
}

/** Makes the change that deletes a keyword. */
export function drop(keyword: string, kind: BreakKind): BreakingChange {
  return {
    name: `without ${keyword}`,
    kind,
    at: extendPointer('', keyword),
    apply: ({ node }) => void delete node[keyword],
  }
}

/** Makes the change that adds a keyword which the node does not have. */
export function gain(keyword: string, value: JsonValue, kind: BreakKind = 'keyword-added'): BreakingChange {
  return set(keyword, value, kind, `that gains ${keyword}`)
}

/** Makes the change that deletes the node itself. */
export function remove(kind: BreakKind): BreakingChange {
  return { name: 'removed', kind, at: '', apply: ({ parent, key }) => void delete parent[key] }
}

/** Makes the change that moves a node to another name in its map. */
export function rename(newKey: string, kind: BreakKind): BreakingChange {
  const apply = ({ parent, key, node }: Slot) => {
    delete parent[key]
    parent[newKey] = node
  }
  return { name: 'renamed', kind, at: '', apply }
}

/** Gives a node other members, whoever holds it. */
export function replaceMembers(node: JsonObject, members: JsonObject): void {
  for (const key of Object.keys(node)) delete node[key]
  Object.assign(node, members)
}
