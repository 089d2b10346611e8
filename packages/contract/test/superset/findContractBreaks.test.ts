import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { BREAK_KINDS } from './contractBreak.js'
import { findContractBreaks } from './findContractBreaks.js'
import { isAtOrBelow } from './jsonPointer.js'
import { asObject, type JsonObject } from './jsonValue.js'
import { type Changed, toCandidate } from './plants/change.js'
import { listAdditions } from './plants/listAdditions.js'
import { listPlants } from './plants/listPlants.js'
import { listSites } from './plants/listSites.js'

const OPENAPI = new URL('../../../../openapi/', import.meta.url)
const PUBLISHED_SHA256 = '27094606ceed7120520aa27573b3476c028972262b3d6081f2cd008fe0ca1c98'

const baseline = readDocument('baseline.json')

/** What a baseline could have and ours does not: a header, a bound, a security requirement, `~` in a path, a parameter without `required`. */
const rare: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Rare', version: '1' },
  servers: [{ url: 'https://a.example.org' }, { url: 'https://b.example.org' }],
  security: [],
  tags: [
    { name: 'One', description: 'First' },
    { name: 'Two', description: 'Second' },
  ],
  paths: {
    '/rare~name': {
      put: {
        tags: ['One', 'Two'],
        operationId: 'rare',
        summary: 'Rare',
        description: 'Rare',
        security: [{ key: [] }],
        parameters: [{ name: 'q', in: 'query', description: 'Absent required', schema: { type: 'string' } }],
        responses: {
          '200': {
            description: 'Done',
            headers: { ETag: { description: 'Version', schema: { type: 'string' } } },
            content: { 'text/plain': { schema: { type: 'string', maxLength: 64, title: 'Short' } } },
          },
          '204': { description: 'Nothing' },
        },
      },
    },
  },
}

const plants = [baseline, rare].flatMap((document) => listPlants(document).map((plant) => ({ ...plant, document })))
const additions = [baseline, rare].flatMap((document) =>
  listAdditions(document).map((addition) => ({ ...addition, document })),
)

describe('findContractBreaks', () => {
  it('default: openapi/credits.yaml is a superset of the published API', () => {
    expect(findContractBreaks(baseline, readDocument('credits.yaml'))).toEqual([])
  })

  it('behavior: openapi/baseline.json is the published API, byte for byte', () => {
    const bytes = readFileSync(new URL('baseline.json', OPENAPI))
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(PUBLISHED_SHA256)
  })

  it('behavior: a document with the server / in front is a superset of itself', () => {
    expect(findContractBreaks(baseline, toCandidate(baseline))).toEqual([])
    expect(findContractBreaks(rare, toCandidate(rare))).toEqual([])
  })

  it('behavior: a change in a shared component is reported wherever the baseline meets it', () => {
    const candidate = toCandidate(baseline)
    const mediaTypes = listSites(candidate).filter(({ pointer }) => /[/]40[04][/]content[/][^/]*$/.test(pointer))
    const shared = structuredClone(mediaTypes[0]?.node['schema'] ?? null)
    candidate['components'] = { schemas: { Failure: { ...asObject(shared), additionalProperties: false } } }
    for (const { node } of mediaTypes) node['schema'] = { $ref: '#/components/schemas/Failure' }
    expect(findContractBreaks(baseline, candidate).map(({ pointer, kind }) => [kind, pointer])).toEqual(
      mediaTypes.map(({ pointer }) => ['keyword-added', `${pointer}/schema/additionalProperties`]),
    )
    expect(mediaTypes).toHaveLength(3)
  })

  it('behavior: an empty candidate breaks, it does not throw', () => {
    expect(findContractBreaks(baseline, {}).map(({ kind }) => kind)).toContain('path-removed')
  })
})

describe('findContractBreaks: planted changes', () => {
  it.each(groupBy(plants, ({ kind, name }) => `${kind}: a ${name}`))('error: %s', (_, group) => {
    const missed = group.filter(({ document, candidate, kind, pointer, place }) => {
      const breaks = findContractBreaks(document, candidate)
      const isReported = breaks.some((found) => found.kind === kind && found.pointer === pointer)
      return !isReported || !breaks.every((found) => isAtOrBelow(found.pointer, place))
    })
    expect(missed.map(({ pointer }) => pointer)).toEqual([])
  })

  it('behavior: every kind of break is planted', () => {
    expect([...new Set(plants.map(({ kind }) => kind))].sort()).toEqual([...BREAK_KINDS].sort())
  })

  // A walk that goes blind plants less, and would leave everything above green.
  it('behavior: the baseline is walked whole', () => {
    expect(listPlants(baseline).length).toBeGreaterThan(2193)
    expect(listAdditions(baseline).length).toBeGreaterThan(465)
  })
})

describe('findContractBreaks: allowed additions', () => {
  it.each(groupBy(additions, ({ name }) => name))('behavior: a %s is no break', (_, group) => {
    const broken = group.map(({ document, candidate, place }) => ({
      place,
      breaks: findContractBreaks(document, candidate),
    }))
    expect(broken.filter(({ breaks }) => breaks.length > 0)).toEqual([])
  })
})

function readDocument(name: string): JsonObject {
  return parse(readFileSync(new URL(name, OPENAPI), 'utf8'))
}

function groupBy<T extends Changed>(items: T[], nameOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(nameOf(item), [...(groups.get(nameOf(item)) ?? []), item])
  return [...groups]
}
