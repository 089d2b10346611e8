import { readdirSync } from 'node:fs'
import { operationTable } from '@credits-server/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileContract } from '../../src/contract/compileContract.js'
import { createRouter } from '../../src/http/createRouter.js'
import { startTestServer, type TestServer } from '../startTestServer.js'
import { allowOf, contractOperations, contractPaths, document, type Node } from './document.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

describe('F9: the routes', () => {
  test('those of the code are those of the document', () => {
    const never = () => {
      throw new Error('nothing is served here')
    }
    const handlers = new Proxy({}, { get: () => never })
    const router = createRouter({
      contract: compileContract(),
      handlers: handlers as Parameters<typeof createRouter>[0]['handlers'],
      shareAcrossOrigins: never,
      authenticate: never,
      sendAnswer: never,
      trustedProxyHops: 0,
      addressRate: null,
      clientRate: null,
      checkAnswers: true,
    } as Parameters<typeof createRouter>[0])
    const served = router.stack.map(({ path }) => String(path).replace(/:(\w+)/g, '{$1}'))
    expect(served.sort()).toEqual(Object.keys(document['paths'] as Node).sort())
  })

  test('the table that the server is made of has every operation of the document, and no other', () => {
    const fromTable = Object.entries(operationTable).map(([id, { method, path }]) => `${id} ${method} ${path}`)
    const fromDocument = contractOperations.map(({ id, method, path }) => `${id} ${method} ${path}`)
    expect(fromTable.sort()).toEqual(fromDocument.sort())
  })

  test('a running server has every path of the document with its methods', async () => {
    for (const template of contractPaths.keys()) {
      const answer = await fetch(server.url + template.replace(/\{\w+\}/g, 'x'), { method: 'OPTIONS' })
      expect([template, answer.status, answer.headers.get('allow')]).toEqual([template, 204, allowOf(template)])
    }
  })

  test('a handler stands in the code for each operation: its file has its name', async () => {
    const files = readdirSync(new URL('../../src/http/handlers/', import.meta.url)).map((file) =>
      file.replace(/\.ts$/, ''),
    )
    const handlers = files.filter((name) => !name.endsWith('.test') && name !== 'createHandlers')
    expect(handlers.sort()).toEqual(contractOperations.map(({ id }) => id as string).sort())
  })
})
