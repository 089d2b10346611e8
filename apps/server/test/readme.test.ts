import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { errorCodes } from '@credits-server/contract'
import { transpile } from 'typescript'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestServer, type TestServer } from './startTestServer.js'

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8')
// Below this package, so that the snippet finds the SDK as a stranger's program finds it in node_modules.
const folder = mkdtempSync(join(import.meta.dirname, 'readme-'))

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ seed: true })
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await server.stop()
})

describe('README', () => {
  test('the SDK example runs and prints the balance', async () => {
    const [, snippet = ''] = /```ts\n(.*?)```/s.exec(readme) ?? []
    const file = join(folder, 'example.mjs')
    const options = { target: 99, module: 99, verbatimModuleSyntax: true }
    writeFileSync(file, transpile(snippet.replaceAll('http://localhost:3000', server.url), options))
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    await import(pathToFileURL(file).href)
    const lines = log.mock.calls.map((line) => line.join(' '))
    log.mockRestore()
    expect(lines[0]).toMatch(/^\d+ MANA in \d+ credits$/)
    expect(lines[1]).toMatch(/^20 AVAILABLE \d{4}-/)
  })

  test('the error table is the registry', () => {
    const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \| (\d+) \| (.+) \|$/gm)].map(([, code, status, message]) => [
      code,
      { status: Number(status), message },
    ])
    const registry = Object.entries(errorCodes).map(([code, { status, message }]) => [code, { status, message }])
    expect(rows).toHaveLength(registry.length)
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(registry))
  })

  test('every file it links to is there', () => {
    for (const [, target = ''] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      expect(() => readFileSync(join(import.meta.dirname, '../../..', target))).not.toThrow()
    }
  })
})
