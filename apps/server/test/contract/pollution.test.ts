import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { arbitraryParts } from './arbitraryRequest.js'
import { type ContractOperation, contractOperations } from './document.js'
import { manyAtOnce } from './manyAtOnce.js'
import { compose, type RequestParts } from './RequestParts.js'
import { type FuzzTarget, startFuzzTarget } from './startFuzzTarget.js'

const samplesEach = 20
const samples = new Map<ContractOperation, readonly RequestParts[]>()
let target: FuzzTarget
beforeAll(async () => {
  target = await startFuzzTarget()
  for (const operation of contractOperations) {
    samples.set(operation, fc.sample(arbitraryParts(operation, target), samplesEach))
  }
})
afterAll(() => target.stop())

const names = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
  'length',
]
const ends = [
  '',
  '[]',
  '[0]',
  '[polluted]',
  '.polluted',
  '[__proto__][polluted]',
  '[constructor][prototype][polluted]',
  '[',
  '%5Bpolluted%5D',
]
const values = ['1', '', 'polluted', '{"polluted":true}', '[object Object]', '__proto__']
const poisons = [
  ...[
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"prototype":{"polluted":true}}',
  ],
  ...[
    '{"__proto__":null}',
    '{"__proto__":[]}',
    '[{"__proto__":{"polluted":true}}]',
    '{"__proto__":{"__proto__":{"polluted":true}}}',
  ],
  ...[
    '{"toString":1}',
    '{"valueOf":null}',
    '{"hasOwnProperty":1}',
    '{"toJSON":1}',
    '{"then":1}',
    '{"length":1e9}',
    '{"__defineGetter__":1}',
  ],
]

type Case = { readonly operation: ContractOperation; readonly parts: RequestParts }

const arbitraryCase: fc.Arbitrary<Case> = fc
  .record({
    operation: fc.constantFrom(...contractOperations.filter(({ id }) => id !== 'getReferenceFile')),
    seed: fc.nat(samplesEach - 1),
    query: fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...ends), fc.constantFrom(...values)), {
      maxLength: 4,
    }),
    own: fc.tuple(fc.constantFrom(...ends), fc.constantFrom(...values), fc.boolean()),
    poison: fc.constantFrom(...poisons),
    where: fc.constantFrom('query', 'own', 'body', 'field', 'header', 'path'),
    name: fc.constantFrom(...names),
  })
  .map(({ operation, seed, query, own: [end, value, twice], poison, where, name }) => {
    const parts = samples.get(operation)?.[seed]
    if (!parts) throw new Error(`${operation.id} has no request`)
    if (where === 'query')
      return { operation, parts: { ...parts, query: query.map(([key, after, each]) => [key + after, each] as const) } }
    if (where === 'header')
      return { operation, parts: { ...parts, headers: [...parts.headers, [name, value || 'x'] as const] } }
    if (where === 'path')
      return {
        operation,
        parts: { ...parts, path: Object.fromEntries(Object.keys(parts.path).map((key) => [key, name])) },
      }
    const first = operation.parameters.find((parameter) => parameter.in === 'query')?.name ?? 'a'
    const again = [`${first}${end}`, value] as const
    if (where === 'own' || parts.body === undefined) {
      return { operation, parts: { ...parts, query: [...parts.query, again, ...(twice ? [again] : [])] } }
    }
    const json = String(parts.body)
    const inside = `${json.slice(0, -1)}${json === '{}' ? '' : ','}${poison.slice(1, -1) || '"x":1'}}`
    return { operation, parts: { ...parts, body: where === 'body' || poison.startsWith('[') ? poison : inside } }
  })

test('G11: nothing that a client sends changes what every object has, and the answers are those of the document', async () => {
  const own = Object.getOwnPropertyNames(Object.prototype)
  const ofArrays = Object.getOwnPropertyNames(Array.prototype)
  const cases = fc.sample(arbitraryCase, { numRuns: fuzzRuns(500) })
  await manyAtOnce(cases, async ({ operation, parts }) => {
    await target.sendDrawn({ operation, sent: compose(operation, parts, target.credential), wrong: null })
    expect(Reflect.has({}, 'polluted')).toBe(false)
  })
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(own)
  expect(Object.getOwnPropertyNames(Array.prototype)).toEqual(ofArrays)
  expect(target.server.logs.filter(({ level }) => Number(level) >= 50)).toEqual([])
})
