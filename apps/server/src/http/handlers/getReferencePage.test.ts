import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentJson } from '@credits-server/contract/document'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { demoUsers } from '../../seed/demoUsers.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ env: { SEED_DEMO: 'true' } })
})
afterAll(() => server.stop())

const get = (path: string) => fetch(`${server.url}${path}`)

/** Every address that a page or style sheet makes a browser load. */
function loadedBy(text: string): string[] {
  return [...text.matchAll(/(?:<(?:script|img|link)[^>]*?(?:src|href)=|@import |url\()["']?([^"')>\s]+)/g)].map(
    ([, address = '']) => address,
  )
}

describe('getReferencePage and getHomePage', () => {
  test('default: a page that loads from this server alone, and may not do otherwise', async () => {
    for (const path of ['/', '/docs']) {
      const answer = await get(path)
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/)
      expect(answer.headers.get('content-security-policy')).not.toMatch(/https?:|\*/)
      const loaded = loadedBy(await answer.text())
      expect(loaded).toContain('data:,')
      for (const address of loaded) {
        if (address.startsWith('data:')) continue
        expect([path, address, (await get(address)).status]).toEqual([path, address, 200])
      }
    }
  })

  test('behavior: its script and style sheet are whole and ask no other host', async () => {
    const script = await (await get('/docs/swagger-ui-bundle.js')).text()
    expect(script.length).toBeGreaterThan(1_000_000)
    expect(script).not.toContain('sourceMappingURL=')
    const style = await (await get('/docs/swagger-ui.css')).text()
    expect(loadedBy(style).filter((address) => !address.startsWith('data:'))).toEqual([])
    expect(await (await get('/docs/reference.js')).text()).toContain('validatorUrl: null')
  })

  test('behavior: the start page links to every demo user, in this order', async () => {
    const linked = [...(await (await get('/')).text()).matchAll(/href="\/users\/(0x\w+)\/credits"/g)].map(
      ([, user]) => user,
    )
    expect(linked).toEqual(Object.values(demoUsers).map(({ address }) => address))
  })

  test('behavior: the document is served as it was written, and as JSON', async () => {
    const written = readFileSync(join(import.meta.dirname, '../../../../../openapi/credits.yaml'), 'utf8')
    const yaml = await get('/openapi.yaml')
    expect(yaml.headers.get('content-type')).toBe('application/yaml; charset=utf-8')
    expect(await yaml.text()).toBe(written)
    expect(await (await get('/openapi.json')).text()).toBe(documentJson)
  })
})
