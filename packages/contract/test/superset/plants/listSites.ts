import { extendPointer } from '../jsonPointer.js'
import { asArray, asObject, isObject, type JsonObject, type JsonValue } from '../jsonValue.js'

export type Role =
  | 'document'
  | 'path'
  | 'operation'
  | 'parameter'
  | 'status'
  | 'header'
  | 'media-type'
  | 'parameter-schema'
  | 'schema'
  | 'property'

/** A node of a document where a change can be planted. */
export interface Site {
  role: Role
  pointer: string
  node: JsonObject
}

/**
 * Lists every node of a document, by role.
 *
 * The walk is written apart from the checker's and shares nothing with it, or both would be blind in the same places.
 *
 * **Shape:** the document holds no `$ref`.
 */
export function listSites(document: JsonObject): Site[] {
  const root: Site = { role: 'document', pointer: '', node: document }
  const paths = membersOf(root, 'paths', 'path')
  const operations = paths.flatMap(operationsOf)
  const parameters = operations.flatMap((operation) => membersOf(operation, 'parameters', 'parameter'))
  const statuses = operations.flatMap((operation) => membersOf(operation, 'responses', 'status'))
  const headers = statuses.flatMap((status) => membersOf(status, 'headers', 'header'))
  const mediaTypes = statuses.flatMap((status) => membersOf(status, 'content', 'media-type'))
  const schemas = [
    ...parameters.flatMap((parameter) => memberOf(parameter, 'schema', 'parameter-schema')),
    ...[...headers, ...mediaTypes].flatMap((site) => memberOf(site, 'schema', 'schema')),
  ].flatMap(withSchemasBelow)
  return [root, ...paths, ...operations, ...parameters, ...statuses, ...headers, ...mediaTypes, ...schemas]
}

function operationsOf(path: Site): Site[] {
  return ['get', 'put', 'post', 'patch', 'delete'].flatMap((method) => memberOf(path, method, 'operation'))
}

function withSchemasBelow(schema: Site): Site[] {
  const below = [...membersOf(schema, 'properties', 'property'), ...memberOf(schema, 'items', 'schema')]
  return [schema, ...below.flatMap(withSchemasBelow)]
}

function memberOf(site: Site, key: string, role: Role): Site[] {
  return toSite(site.node[key], extendPointer(site.pointer, key), role)
}

function membersOf(site: Site, key: string, role: Role): Site[] {
  const members = site.node[key]
  const entries = Array.isArray(members) ? [...asArray(members).entries()] : Object.entries(asObject(members))
  return entries.flatMap(([name, node]) => toSite(node, extendPointer(site.pointer, key, name), role))
}

function toSite(node: JsonValue | undefined, pointer: string, role: Role): Site[] {
  return isObject(node) ? [{ role, pointer, node }] : []
}
