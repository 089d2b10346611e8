import { describe, expect, test } from 'vitest'
import { documentJson } from '../src/document.js'
import { errorCodes } from '../src/errorCodes.js'
import { operationTable, scopes } from '../src/operationTable.js'

/** Any node of the document; a leaf is cast where it is read, because no type tells the two apart. */
type Node = { readonly [key: string]: Node }

const document: Node = JSON.parse(documentJson)
const operations = Object.values(operationTable)

/** Every node of the document that has this key, with its pointer. */
function nodesWith(key: string, node: unknown = document, pointer = ''): [string, Node][] {
  if (typeof node !== 'object' || node === null) return []
  const here: [string, Node][] = key in node ? [[pointer, node as Node]] : []
  return [...here, ...Object.entries(node).flatMap(([name, child]) => nodesWith(key, child, `${pointer}/${name}`))]
}

describe('openapi/credits.yaml', () => {
  test('every error code is of some answer, and every answer’s codes have its status', () => {
    const used = new Set<string>()
    for (const [path, item] of Object.entries(document['paths'] ?? {})) {
      for (const operation of Object.values(item)) {
        for (const [status, answer] of Object.entries(operation['responses'] ?? {})) {
          const codes = (resolve(answer)['x-codes'] ?? []) as unknown as (keyof typeof errorCodes)[]
          if (Number(status) >= 400) expect([path, status, codes.length > 0]).toEqual([path, status, true])
          for (const code of codes) {
            expect([path, code, errorCodes[code]?.status]).toEqual([path, code, Number(status)])
            used.add(code)
          }
        }
      }
    }
    // No operation answers it: it is what a path says of another method.
    used.add('METHOD_NOT_ALLOWED')
    expect([...used].sort()).toEqual(Object.keys(errorCodes).sort())
  })

  test('a code says what happened and what to do, each in a sentence', () => {
    for (const [code, { message, remedy }] of Object.entries(errorCodes)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/)
      expect([code, message]).toEqual([code, expect.stringMatching(/^[A-Z].*\.$/)])
      expect([code, remedy]).toEqual([code, expect.stringMatching(/^[A-Z].*\.$/)])
    }
  })

  test('every path and query parameter names the code that refuses it', () => {
    const parameters = nodesWith('in').filter(([, node]) => ['path', 'query'].includes(String(node['in'])))
    expect(parameters.length).toBeGreaterThan(3)
    for (const [pointer, node] of parameters)
      expect([pointer, String(node['x-error-code']) in errorCodes]).toEqual([pointer, true])
  })

  test('every path parameter has an example, with which the server’s tests ask every path', () => {
    const inPath = nodesWith('in').filter(([, node]) => String(node['in']) === 'path')
    for (const [pointer, node] of inPath)
      expect([pointer, typeof node['example']]).toEqual([pointer, expect.stringMatching(/^(string|number)$/)])
  })

  test('every operation that needs a key names one scope of the list, and answers 401 and 403', () => {
    const guarded = operations.filter(({ access }) => access === 'bearer')
    for (const { path, scope, errors } of guarded) {
      expect([path, Object.keys(scopes)]).toEqual([path, expect.arrayContaining([scope])])
      expect([path, errors]).toEqual([path, expect.arrayContaining(['UNAUTHORIZED', 'FORBIDDEN'])])
    }
    expect(guarded.length).toBeGreaterThan(0)
    for (const { scope, access } of operations) expect(scope === null).toBe(access !== 'bearer')
  })

  test('the scopes that a key may be given are those that operations ask for', () => {
    const { items } = document['components']?.['schemas']?.['Scopes'] ?? {}
    expect(items?.['enum']).toEqual(Object.keys(scopes))
  })

  test('only an operation that needs a key and is no GET writes', () => {
    for (const { path, access, method, writes } of operations) {
      if (writes) expect([path, access, method === 'GET']).toEqual([path, 'bearer', false])
    }
  })

  test('every operation declares what any request can be answered', () => {
    for (const { path, errors } of operations) {
      expect([path, errors]).toEqual([
        path,
        expect.arrayContaining([
          'MALFORMED_REQUEST',
          'INVALID_HOST',
          'NOT_ACCEPTABLE',
          'URI_TOO_LONG',
          'INTERNAL_ERROR',
        ]),
      ])
    }
  })

  test('every schema, answer, header and parameter of the components is used', () => {
    const used = new Set(nodesWith('$ref').map(([, node]) => String(node['$ref'])))
    const { securitySchemes: _, ...referenced } = document['components'] ?? {}
    for (const [kind, components] of Object.entries(referenced)) {
      for (const name of Object.keys(components)) expect([...used]).toContain(`#/components/${kind}/${name}`)
    }
  })

  test('an item of a batch is the body of one grant and the address, and a plan takes what a batch takes but the plan', () => {
    const fieldsOf = (name: string) => document['components']?.['schemas']?.[name]?.['properties'] ?? {}
    const requiredOf = (name: string) =>
      document['components']?.['schemas']?.[name]?.['required'] as unknown as string[]
    const { address, ...grant } = fieldsOf('BatchItem')
    expect(address?.['x-error-code']).toBe('INVALID_ADDRESS')
    expect(grant).toEqual(fieldsOf('GrantRequest'))
    expect(requiredOf('BatchItem')).toEqual(['address', ...requiredOf('GrantRequest')])
    const { planHash: _, ...planned } = fieldsOf('BatchRequest')
    expect(fieldsOf('BatchPlanRequest')).toEqual(planned)
  })

  test('no success has a top-level `ok`, which a known client would unwrap', () => {
    for (const [pointer] of nodesWith('ok')) expect(pointer).toMatch(/FlaggedOrUnauthorized\/properties$/)
  })
})

function resolve(node: Node): Node {
  const target = node['$ref'] as unknown as string | undefined
  return target === undefined
    ? node
    : target
        .slice(2)
        .split('/')
        .reduce((at, key) => at[key] as Node, document)
}
