import { readdirSync, readFileSync } from 'node:fs'
import { operationTable } from '@credits-server/contract'
import { describe, expect, test } from 'vitest'
import { createCreditsAdmin } from '../src/admin/index.js'
import { createCreditsReader } from '../src/createCreditsReader.js'

const source = new URL('../src/', import.meta.url)
const files = readdirSync(source, { recursive: true }).map(String)
const code = files
  .filter((file) => /(?<!\.test)\.ts$/.test(file))
  .map((file) => readFileSync(new URL(file, source), 'utf8'))
const options = { baseUrl: 'http://localhost' }

describe('the calls of the SDK', () => {
  test.each([
    ['the operator', createCreditsAdmin({ ...options, apiKey: 'k' })],
    ['a reader', createCreditsReader(options)],
  ])('those of %s have the names of operations', (_, client) => {
    expect(Object.keys(client).filter((name) => !(name in operationTable))).toEqual([])
  })

  test('every path that the source asks for is one of the contract, with that method', () => {
    const asked = code.flatMap((text) => [
      ...text.matchAll(/calls\.(GET|POST|PUT|PATCH|DELETE)\(\s*'([^']+)'/g),
      ...text.matchAll(/callOperation\(\s*(?:api|once\(api\)),\s*'(\w+)',\s*'([^']+)'/g),
      ...text.matchAll(/readOperation\(\s*api,()\s*'([^']+)'/g),
      ...text.matchAll(/readPages\(\s*api,()\s*'([^']+)'/g),
    ])
    const known = new Set(Object.values(operationTable).map(({ method, path }) => `${method} ${path}`))
    const calls = asked.map(([, method, path]) => `${method?.toUpperCase() || 'GET'} ${path}`)
    expect(calls.length).toBeGreaterThan(40)
    expect(calls.filter((call) => !known.has(call))).toEqual([])
  })
})
