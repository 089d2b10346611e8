import { cp, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, extname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../../../apps/faults/tools/launchChromium.js'
import { grantTestCredit, newAddress } from '../../../apps/server/test/grantTestCredit.js'
import { rootApiKey, startTestServer, type TestServer } from '../../../apps/server/test/startTestServer.js'
import { firstInstallMs, installPackages } from './installPackages.js'
import { packSdk, sdkFolder } from './packSdk.js'
import { runProgram } from './runProgram.js'

let server: TestServer
let folder: string
const example = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credits-examples-'))
  // Someone may have tried them out where they are.
  const filter = (path: string) => !['node_modules', 'dist'].includes(basename(path)) && !path.endsWith('.tgz')
  await cp(resolve(sdkFolder, '../../examples'), folder, { recursive: true, filter })
  await rename(await packSdk(folder), join(folder, 'credits-server-sdk.tgz'))
  await Promise.all([installPackages(example('node')), installPackages(example('vite'))])
  server = await startTestServer({ seed: true, env: { RECONCILE_MS: '100' } })
}, firstInstallMs)
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await server?.stop()
})

describe('examples/node', () => {
  test('default: it reads, grants, and is told of it', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' }, { mana: '7.5' })
    const env = { CREDITS_URL: server.url, CREDITS_API_KEY: rootApiKey }
    const printed = await runProgram(process.execPath, ['index.js', address], { cwd: example('node'), env })
    expect(printed.split('\n')).toEqual([
      expect.stringMatching(/^2 credits, the next one expires at \d{4}-.*Z$/),
      '12.5 MANA',
      '13.5 MANA',
      'granted: 1 MANA',
    ])
  })
})

describe('examples/vite', () => {
  test('behavior: it compiles', async () => {
    await runProgram(join(sdkFolder, 'node_modules/.bin/tsc'), [], { cwd: example('vite') })
  })

  test('default: built and served from another origin, it shows the balance move', async ({ skip }) => {
    const browser = await launchChromium()
    if (!browser) return skip('Chromium does not run here')
    await runProgram('npm', ['run', 'build'], { cwd: example('vite'), env: { VITE_CREDITS_URL: server.url } })
    const pages = await serveFolder(join(example('vite'), 'dist'))
    try {
      const address = newAddress()
      await grantTestCredit(server, address, { mana: '5' })
      const page = await browser.newPage()
      const complaints: string[] = []
      page.on('console', (message) => void complaints.push(message.text()))
      page.on('pageerror', (error) => void complaints.push(error.message))
      await page.goto(`${urlOf(pages)}/?address=${address}`)
      const text = (id: string) => page.textContent(`#${id}`)
      await expect.poll(() => text('total'), { timeout: 20_000 }).toBe('5 MANA')
      await expect.poll(() => text('state'), { timeout: 20_000 }).toBe('live')
      await grantTestCredit(server, address, { mana: '2.5' })
      await expect.poll(() => text('total'), { timeout: 20_000 }).toBe('7.5 MANA')
      expect(await page.locator('#credits li').count()).toBe(2)
      expect(complaints).toEqual([])
    } finally {
      await browser.close()
      pages.close()
    }
  })
})

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** What any web server does with a folder of files. */
async function serveFolder(root: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://page')
    const file = join(root, pathname === '/' ? 'index.html' : pathname)
    const content = await readFile(file).catch(() => null)
    response.writeHead(content ? 200 : 404, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' })
    response.end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
