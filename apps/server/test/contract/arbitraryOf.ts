import fc from 'fast-check'
import { arbitraryText } from './arbitraryText.js'
import { follow, type Node } from './document.js'
import type { KnownValues } from './knownValues.js'

type Options = {
  /** Values that the server has shown before; where they fit they are drawn as well. */
  readonly known: KnownValues
  /** Gives objects all of their properties, and lists an item. */
  readonly whole?: boolean
}

/** Draws values that a schema of the document accepts. */
export function arbitraryOf(node: Node, options: Options, name = ''): fc.Arbitrary<unknown> {
  const schema = merge(follow(node))
  const drawn = arbitraryOfSchema(schema, options, name)
  const seen = options.known.fitting(name, schema)
  if (seen.length === 0) return drawn
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...seen) }, { weight: 2, arbitrary: drawn })
}

/** The types that a schema names. */
export function typesOf(schema: Node): readonly string[] {
  const { type } = schema
  if (type === undefined) return 'properties' in schema ? ['object'] : []
  return Array.isArray(type) ? type : [String(type)]
}

/** Makes one schema of `allOf` and what stands beside it. */
export function merge(schema: Node): Node {
  const { allOf, ...beside } = schema
  if (!Array.isArray(allOf)) return schema
  const parts = [...allOf.map((part) => merge(follow(part as Node))), beside]
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map((part) => part['properties'])),
    required: parts.flatMap((part) => (part['required'] ?? []) as string[]),
  }
}

/** The schemas of which one must accept, none if there is no such choice. */
export function choicesOf({ oneOf, anyOf, ...beside }: Node): readonly Node[] {
  return ((oneOf ?? anyOf ?? []) as Node[]).map((choice) => merge({ allOf: [beside, choice] }))
}

function arbitraryOfSchema(schema: Node, options: Options, name: string): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema['const'])
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...schema['enum'])
  const choices = choicesOf(schema)
  if (choices.length > 0) return fc.oneof(...choices.map((choice) => arbitraryOf(choice, options, name)))
  const types = typesOf(schema)
  if (types.length === 0) return fc.jsonValue({ maxDepth: 2 })
  return fc.oneof(...types.map((type) => arbitraryOfType(type, schema, options, name)))
}

function arbitraryOfType(type: string, schema: Node, options: Options, name: string): fc.Arbitrary<unknown> {
  if (type === 'null') return fc.constant(null)
  if (type === 'boolean') return fc.boolean()
  if (type === 'integer') return fc.integer(boundsOf(schema))
  if (type === 'number') return fc.double({ ...boundsOf(schema), noNaN: true, noDefaultInfinity: true })
  if (type === 'string') return arbitraryText(schema)
  if (type === 'array') return arbitraryList(schema, options, name)
  return arbitraryObject(schema, options)
}

/** Small numbers and the bounds themselves are what rules are about; fast-check draws both more often than others. */
function boundsOf(schema: Node): { min: number; max: number } {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema as Record<string, number | undefined>
  const min = minimum ?? (exclusiveMinimum === undefined ? -(2 ** 31) : exclusiveMinimum + 1)
  const max = maximum ?? (exclusiveMaximum === undefined ? 2 ** 31 - 1 : exclusiveMaximum - 1)
  return { min: Math.max(min, -(2 ** 31)), max: Math.min(max, 2 ** 31 - 1) }
}

function arbitraryList(schema: Node, options: Options, name: string): fc.Arbitrary<unknown[]> {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema as Record<string, number | undefined>
  const item = arbitraryOf((schema['items'] ?? {}) as Node, options, name)
  const least = Math.max(minItems, options.whole ? 1 : 0)
  const size = { minLength: least, maxLength: Math.max(least, Math.min(maxItems, least + 3)) }
  return schema['uniqueItems'] ? fc.uniqueArray(item, { ...size, comparator: sameJson }) : fc.array(item, size)
}

const sameJson = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

function arbitraryObject(schema: Node, options: Options): fc.Arbitrary<Record<string, unknown>> {
  const properties = Object.entries((schema['properties'] ?? {}) as Node)
  const values = Object.fromEntries(properties.map(([key, node]) => [key, arbitraryOf(node as Node, options, key)]))
  const named = options.whole
    ? fc.record(values)
    : fc.record(values, { requiredKeys: ((schema['required'] ?? []) as string[]).filter((key) => key in values) })
  const { additionalProperties } = schema
  if (typeof additionalProperties !== 'object' || additionalProperties === null) return named
  const more = arbitraryOf(additionalProperties as Node, options)
  return fc
    .tuple(named, fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), more, { maxKeys: 3 }))
    .map(([some, others]) => ({ ...others, ...some }))
}
