import type { BreakKind } from '../contractBreak.js'
import { asArray, asObject, type JsonObject, type JsonValue } from '../jsonValue.js'
import { type BreakingChange, drop, gain, remove, rename, replaceMembers, set } from './change.js'
import type { Site } from './listSites.js'

/** What a known client does not expect at a schema it knows; a keyword the schema has already is left out. */
const UNEXPECTED: JsonObject = {
  const: 'x',
  nullable: true,
  readOnly: true,
  writeOnly: true,
  additionalProperties: false,
  unevaluatedProperties: false,
  patternProperties: { '^x': false },
  propertyNames: { maxLength: 3 },
  dependentRequired: { a: ['b'] },
  dependentSchemas: { a: false },
  minProperties: 1,
  maxProperties: 1,
  items: { type: 'string' },
  prefixItems: [{ type: 'string' }],
  contains: { type: 'string' },
  minContains: 1,
  maxContains: 1,
  minItems: 1,
  maxItems: 1,
  uniqueItems: true,
  minLength: 1,
  maxLength: 1,
  minimum: 1,
  maximum: 1,
  exclusiveMinimum: 1,
  exclusiveMaximum: 1,
  multipleOf: 2,
  contentEncoding: 'base64',
  contentMediaType: 'text/plain',
  contentSchema: {},
  discriminator: { propertyName: 'kind' },
  xml: { name: 'x' },
  allOf: [{}],
  anyOf: [{}],
  oneOf: [{}],
  not: { type: 'null' },
  if: {},
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, in an object that nobody awaits
  then: { type: 'null' },
  else: { type: 'null' },
  $ref: 'other.yaml#/x',
  $dynamicRef: '#x',
  $id: 'https://example.org/x',
  $schema: 'https://json-schema.org/draft/2019-09/schema',
  futureKeyword: true,
}

/** Keywords that have plants of their own below. */
const OWN_PLANTS = new Set(['type', 'format', 'pattern', 'enum', 'required', 'description', 'properties', 'items'])

/** Lists every breaking change for one schema. */
export function listSchemaChanges({ role, node }: Site): BreakingChange[] {
  const removed: BreakKind = role === 'property' ? 'property-removed' : 'schema-removed'
  return [
    remove(removed),
    ...(role === 'property' ? [rename('renamed', removed)] : []),
    {
      name: 'that becomes true',
      kind: removed,
      at: '',
      apply: ({ parent, key }) => void Object.assign(parent, { [key]: true }),
    },
    ...listTypeChanges(node),
    ...listEnumChanges(node),
    ...listRequiredChanges(node),
    ...listTextChanges('format', 'format-changed', node),
    ...listTextChanges('pattern', 'pattern-changed', node),
    ...listTextChanges('description', 'description-changed', node),
    ...listUnexpected(node),
    ...['oneOf', 'anyOf', 'allOf', 'not'].map(wrapIn),
    ...Object.keys(node)
      .filter((keyword) => !OWN_PLANTS.has(keyword))
      .flatMap((keyword) => [set(keyword, 'changed', 'keyword-changed'), drop(keyword, 'keyword-changed')]),
    ...(role === 'parameter-schema' ? [gain('default', 'AVAILABLE')] : []),
  ]
}

function listTypeChanges(node: JsonObject): BreakingChange[] {
  const type = node['type'] ?? null
  return [
    set('type', type === 'integer' ? 'string' : 'integer', 'type-changed'),
    set('type', [type, 'null'], 'type-changed', 'that may be null'),
    drop('type', 'type-changed'),
  ]
}

function listEnumChanges(node: JsonObject): BreakingChange[] {
  const values = node['enum']
  if (!Array.isArray(values)) return [gain('enum', ['NEW'], 'enum-changed')]
  return [
    drop('enum', 'enum-changed'),
    set('enum', [...values, 'NEW'], 'enum-changed', 'with one more enum value'),
    ...values.map((value) => set('enum', without(values, value), 'enum-changed', 'with an enum value less')),
  ]
}

function listRequiredChanges(node: JsonObject): BreakingChange[] {
  const required = asArray(node['required'])
  const optional = Object.keys(asObject(node['properties'])).filter((name) => !required.includes(name))
  return [
    ...required.map((name) => set('required', without(required, name), 'required-changed', 'that requires one less')),
    ...[...optional, 'new'].map((name) =>
      set('required', [...required, name], 'required-changed', 'that requires one more'),
    ),
    ...(required.length > 0 ? [drop('required', 'required-changed')] : []),
  ]
}

function listTextChanges(keyword: string, kind: BreakKind, node: JsonObject): BreakingChange[] {
  const text = node[keyword]
  if (text !== undefined) return [set(keyword, `${text} changed`, kind), drop(keyword, kind)]
  return keyword === 'description' ? [] : [gain(keyword, 'new', kind)]
}

function listUnexpected(node: JsonObject): BreakingChange[] {
  return Object.entries(UNEXPECTED)
    .filter(([keyword]) => !Object.hasOwn(node, keyword))
    .map(([keyword, value]) => gain(keyword, value))
}

function wrapIn(combiner: string): BreakingChange {
  return {
    name: `wrapped in ${combiner}`,
    kind: 'keyword-added',
    at: `/${combiner}`,
    apply: ({ node }) => {
      const inner = structuredClone(node)
      replaceMembers(node, { [combiner]: combiner === 'not' ? { not: inner } : [inner] })
    },
  }
}

function without(values: JsonValue[], value: JsonValue): JsonValue[] {
  return values.filter((other) => other !== value)
}
