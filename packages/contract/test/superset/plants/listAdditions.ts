import { asArray, asObject, type JsonObject, type JsonValue } from '../jsonValue.js'
import { applyChange, type Change, type Changed, replaceMembers, type Slot } from './change.js'
import { listSites, type Role, type Site } from './listSites.js'

/** A schema with everything in it that a published node may not gain; in a new place it is nobody's surprise. */
const NEW_SCHEMA: JsonObject = {
  type: ['object', 'null'],
  additionalProperties: false,
  required: ['kind'],
  properties: { kind: { const: 'new' }, count: { oneOf: [{ type: 'integer', minimum: 0 }] } },
}
const NEW_RESPONSE: JsonObject = { description: 'New', content: { 'application/json': { schema: NEW_SCHEMA } } }
const NEW_OPERATION: JsonObject = {
  operationId: 'newOperation',
  parameters: [{ name: 'new', in: 'query', required: true, schema: { type: 'string' } }],
  security: [{ bearer: [] }],
  requestBody: { required: true, content: { 'application/json': { schema: NEW_SCHEMA } } },
  responses: { '201': NEW_RESPONSE },
}
const DOCS: JsonObject = { url: 'https://example.org' }

/** Lists candidates that are the baseline with one allowed change, for every node and every addition it may gain. */
export function listAdditions(baseline: JsonObject): Changed[] {
  return listSites(baseline).flatMap((site) => listAllowed(site).map((change) => applyChange(baseline, site, change)))
}

function listAllowed(site: Site): Change[] {
  const extension = add('x-note', { any: ['thing'] })
  const reordered: Change = { name: 'with its keys in another order', apply: ({ node }) => reverseKeys(node) }
  return [extension, reordered, ...listReferences(site.role), ...listByRole(site)]
}

function listByRole({ role, node }: Site): Change[] {
  switch (role) {
    case 'document':
      return listDocumentAdditions()
    case 'path':
      return listPathAdditions(node)
    case 'operation':
      return listOperationAdditions(node)
    case 'parameter':
    case 'header':
      return [add('example', 'x'), add('examples', {}), add('deprecated', true)]
    case 'status':
      return [
        addMember('headers', 'X-New', { required: true, schema: NEW_SCHEMA }),
        addMember('content', 'text/csv', { schema: NEW_SCHEMA }),
        addMember('links', 'next', { operationId: 'newOperation' }),
      ]
    case 'media-type':
      return [add('example', {}), add('examples', { one: { value: {} } })]
    default:
      return listSchemaAdditions(role, node)
  }
}

function listDocumentAdditions(): Change[] {
  return [
    { ...add('openapi', '3.1.1'), name: 'with a later patch of OpenAPI' },
    add('webhooks', { new: { post: NEW_OPERATION } }),
    add('externalDocs', DOCS),
    addMember('paths', '/new', { post: NEW_OPERATION }),
    addMember('components', 'schemas', { New: NEW_SCHEMA }),
    addMember('info', 'license', { name: 'Apache-2.0' }),
    { name: 'with a new tag', apply: ({ node }) => void asArray(node['tags']).unshift({ name: 'New' }) },
    {
      name: 'with one more server',
      apply: ({ node }) => void asArray(node['servers']).push({ url: DOCS['url'] ?? '' }),
    },
  ]
}

function listPathAdditions(baseline: JsonObject): Change[] {
  const parameters = asArray(asObject(baseline['get'])['parameters'])
  return [
    add('post', NEW_OPERATION),
    add('summary', 'New'),
    add('description', 'New'),
    add('parameters', [{ name: 'new', in: 'query', schema: NEW_SCHEMA }]),
    {
      name: 'with its parameters moved up from the operation',
      apply: ({ node }) => {
        node['parameters'] = parameters
        delete asObject(node['get'])['parameters']
      },
    },
  ]
}

function listOperationAdditions(baseline: JsonObject): Change[] {
  const parameters = asArray(baseline['parameters'])
  const optional = { name: 'new', in: 'query', schema: { ...NEW_SCHEMA, default: null } }
  const own = asArray(baseline['security'])
  return [
    addMember('responses', '503', NEW_RESPONSE),
    addMember('responses', 'default', NEW_RESPONSE),
    add('parameters', [...parameters, optional]),
    { ...add('parameters', [{ ...optional, required: false }, ...parameters]), name: 'with a new first parameter' },
    add('requestBody', { content: { 'application/json': { schema: NEW_SCHEMA } } }),
    { ...add('security', [{ newScheme: [] }, {}]), name: 'with optional security' },
    { ...add('security', [{ newScheme: [] }, ...own, ...(own.length === 0 ? [{}] : [])]), name: 'with more security' },
    { ...add('security', []), name: 'with no security' },
    add('tags', ['New', ...asArray(baseline['tags'])]),
    add('callbacks', {}),
    add('deprecated', true),
    add('externalDocs', DOCS),
  ]
}

function listSchemaAdditions(role: Role, baseline: JsonObject): Change[] {
  return [
    add('example', 'x'),
    add('examples', ['x']),
    add('deprecated', true),
    add('externalDocs', DOCS),
    ...['title', 'description']
      .filter((keyword) => baseline[keyword] === undefined)
      .map((keyword) => add(keyword, 'New')),
    ...(role === 'parameter-schema' ? [] : [add('default', 'x')]),
    ...(baseline['type'] === 'object' ? [addMember('properties', 'new', NEW_SCHEMA)] : []),
    ...['enum', 'required'].filter((keyword) => baseline[keyword] !== undefined).map(reverse),
  ]
}

/** Lists the change that moves a node into `components` and leaves a `$ref`; after dereferencing nothing changed. */
function listReferences(role: Role): Change[] {
  if (role === 'document' || role === 'operation' || role === 'media-type') return []
  return [
    {
      name: 'behind a $ref',
      apply: ({ document, node }: Slot) => {
        document['components'] = { moved: { 'a/b {c}': structuredClone(node) } }
        // A `$ref` may say its description again; the target's is the same.
        const description = node['description']
        const siblings = description === undefined ? {} : { description }
        replaceMembers(node, { $ref: '#/components/moved/a~1b%20%7Bc%7D', ...siblings })
      },
    },
  ]
}

function add(keyword: string, value: JsonValue): Change {
  return {
    name: `with ${keyword}`,
    apply: ({ node }) => void Object.assign(node, { [keyword]: structuredClone(value) }),
  }
}

function addMember(keyword: string, name: string, value: JsonValue): Change {
  return {
    name: `with a new member of ${keyword}: ${name}`,
    apply: ({ node }) =>
      void Object.assign(node, { [keyword]: { ...asObject(node[keyword]), [name]: structuredClone(value) } }),
  }
}

function reverse(keyword: string): Change {
  return {
    name: `with ${keyword} in another order`,
    apply: ({ node }) => void Object.assign(node, { [keyword]: asArray(node[keyword]).toReversed() }),
  }
}

function reverseKeys(node: JsonObject): void {
  replaceMembers(node, Object.fromEntries(Object.entries(node).reverse()))
}
