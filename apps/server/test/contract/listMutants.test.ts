import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { accepts } from './accepts.js'
import { arbitraryOf } from './arbitraryOf.js'
import { follow, type Node, writingOperations } from './document.js'
import { createKnownValues } from './knownValues.js'
import { listMutants } from './listMutants.js'

const known = createKnownValues()
/** Schemas with everything that the document has, or may come to have. */
const schemas: [name: string, schema: Node][] = [
  ...writingOperations.map(({ id, body }): [string, Node] => [id, body as Node]),
  [
    'one with all keywords',
    {
      type: 'object',
      additionalProperties: false,
      required: ['list', 'choice'],
      properties: {
        list: { type: 'array', minItems: 1, maxItems: 3, uniqueItems: true, items: { type: 'string', format: 'uuid' } },
        choice: {
          oneOf: [
            {
              type: 'object',
              additionalProperties: false,
              required: ['a'],
              properties: { a: { type: 'integer', minimum: 1 } },
            },
            { type: 'object', additionalProperties: false, required: ['b'], properties: { b: { const: 'b' } } },
          ],
        },
        maybe: { type: ['string', 'null'], pattern: '^[a-z]{2,5}$' },
        both: { allOf: [{ type: 'object', properties: { x: { type: 'boolean' } } }, { required: ['x'] }] },
        open: { type: 'object', additionalProperties: { type: 'number', exclusiveMinimum: 0, maximum: 10 } },
        wei: { $ref: '#/components/schemas/Wei' },
      },
    },
  ],
]

describe.each(schemas)('the generator, of %s', (_, schema) => {
  const strict = closed(schema)

  test('default: what it draws is accepted, and what it spoils is not', () => {
    const values = fc.oneof(arbitraryOf(schema, { known }), arbitraryOf(schema, { known, whole: true }))
    fc.assert(
      fc.property(values, fc.nat(), (value, choice) => {
        if (!accepts(schema, value)) throw new Error(`not accepted: ${JSON.stringify(value)}`)
        const mutants = listMutants(schema, value)
        for (let step = 0; step < 8; step++) {
          const mutant = mutants[(choice + step * 31) % mutants.length]
          if (!mutant || /twice"?$|nested too deep/.test(mutant.what)) continue
          const json = mutant.write()
          if (parsesTo(json, (spoilt) => accepts(strict, spoilt))) throw new Error(`accepted: ${mutant.what}: ${json}`)
        }
      }),
      { numRuns: fuzzRuns(150) },
    )
  })

  test('default: every code that a field names is one that some spoilt body may be answered', () => {
    const [value] = fc.sample(arbitraryOf(schema, { known, whole: true }), 1)
    const named = JSON.stringify(schema).match(/(?<="x-(error|type)-code":")\w+/g) ?? []
    const reached = new Set(listMutants(schema, value).flatMap(({ codes }) => codes))
    for (const code of named) expect([...reached]).toContain(code)
  })
})

test('default: a value that was seen is drawn where it fits', () => {
  const memory = createKnownValues()
  memory.learn({ items: [{ id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301', amount: '5' }] })
  expect(memory.fitting('creditId', { type: 'string', format: 'uuid' })).toEqual([
    '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  ])
  expect(memory.fitting('amount', { type: 'string', format: 'mana' })).toEqual([])
  expect(memory.fitting('other', { type: 'string', format: 'uuid' })).toEqual([])
})

/** As the server reads a document: an object that lists its properties has no others. */
function closed(node: Node): Node {
  const schema = follow(node)
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    const followed = follow(value as Node)
    const inner = Object.fromEntries(Object.entries(followed).map(([key, each]) => [key, walk(each)]))
    const isOpen = followed['type'] === 'object' && 'properties' in followed && !('additionalProperties' in followed)
    return isOpen ? { ...inner, additionalProperties: false } : inner
  }
  return walk(schema) as Node
}

function parsesTo(json: string, judge: (value: unknown) => boolean): boolean {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return false
  }
  return judge(value)
}
