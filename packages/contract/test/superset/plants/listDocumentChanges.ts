import { extendPointer } from '../jsonPointer.js'
import { asArray, asObject, type JsonObject, type JsonValue } from '../jsonValue.js'
import { type BreakingChange, drop, gain, set } from './change.js'

/** Lists every breaking change for the top of a document: versions, info, tags, servers, security. */
export function listDocumentChanges(baseline: JsonObject): BreakingChange[] {
  return [
    ...['3.0.3', '3.2.0', '4.1.0'].map((version) => set('openapi', version, 'openapi-changed')),
    drop('openapi', 'openapi-changed'),
    ...Object.keys(asObject(baseline['info'])).flatMap(listInfoChanges),
    ...asArray(baseline['tags']).flatMap((_, index) => listTagChanges(index)),
    ...listServerChanges(asArray(baseline['servers']).length),
    set('security', [{ bearer: [] }], 'security-changed'),
    drop('security', 'security-changed'),
    gain('jsonSchemaDialect', 'https://json-schema.org/draft/2019-09/schema'),
    gain('futureKeyword', true),
  ]
}

function listInfoChanges(key: string): BreakingChange[] {
  const at = extendPointer('/info', key)
  return [
    {
      name: 'with other info',
      kind: 'info-changed',
      at,
      apply: ({ node }) => void Object.assign(infoOf(node), { [key]: '2.0.0' }),
    },
    { name: 'with less info', kind: 'info-changed', at, apply: ({ node }) => void delete infoOf(node)[key] },
  ]
}

function listTagChanges(index: number): BreakingChange[] {
  const at = extendPointer('/tags', index, 'description')
  const tagOf = (node: JsonObject) => asObject(asArray(node['tags'])[index])
  return [
    {
      name: 'without a tag',
      kind: 'tag-removed',
      at: '/tags',
      apply: ({ node }) => void asArray(node['tags']).splice(index, 1),
    },
    {
      name: 'with a renamed tag',
      kind: 'tag-removed',
      at: '/tags',
      apply: ({ node }) => void Object.assign(tagOf(node), { name: 'Renamed' }),
    },
    {
      name: 'with another tag description',
      kind: 'description-changed',
      at,
      apply: ({ node }) => void Object.assign(tagOf(node), { description: 'changed' }),
    },
    {
      name: 'without a tag description',
      kind: 'description-changed',
      at,
      apply: ({ node }) => void delete tagOf(node)['description'],
    },
  ]
}

/** **Shape:** in the candidate the baseline's servers stand at 1 and up; 0 is the server `/`. */
function listServerChanges(count: number): BreakingChange[] {
  const edit = (name: string, index: number, change: (servers: JsonValue[]) => void): BreakingChange => ({
    name,
    kind: 'server-changed',
    at: extendPointer('/servers', index),
    apply: ({ node }) => change(asArray(node['servers'])),
  })
  return [
    edit('without the server /', 0, (servers) => void servers.shift()),
    edit('with the server / last', 0, (servers) => void servers.push(servers.shift() ?? null)),
    edit('with its servers in another order', 1, (servers) => void servers.splice(1, 0, servers.pop() ?? null)),
    ...Array.from({ length: count }, (_, index) => [
      edit('without a server', index + 1, (servers) => void servers.splice(index + 1, 1)),
      ...['url', 'description', 'variables'].map((key) =>
        edit(
          `with another server ${key}`,
          index + 1,
          (servers) => void Object.assign(asObject(servers[index + 1]), { [key]: 'changed' }),
        ),
      ),
    ]).flat(),
  ]
}

function infoOf(node: JsonObject): JsonObject {
  return asObject(node['info'])
}
