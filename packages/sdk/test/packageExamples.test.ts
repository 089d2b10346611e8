import { cp, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, extname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../../../apps/faults/tools/launchChromium.js'
import { findDiscrepancies } from '../../../apps/server/src/ledger/findDiscrepancies.js'
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
  const made = ['node_modules', 'dist', 'exports']
  const filter = (path: string) => !made.includes(basename(path)) && !path.endsWith('.tgz')
  await cp(resolve(sdkFolder, '../../examples'), folder, { recursive: true, filter })
  await rename(await packSdk(folder), join(folder, 'credits-server-sdk.tgz'))
  await Promise.all(['node', 'vite', 'season'].map((name) => installPackages(example(name))))
  await runProgram('npx', ['tsc'], { cwd: example('season') })
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

/** A guard against a hang: a walk waits for a flag to end and grants 10,000 credits, and a busy machine is slow. */
const walkMs = 240_000

describe('examples/season', { timeout: walkMs }, () => {
  /** Walks through a season as its README says, and returns what was printed. */
  const walk = (program: 'season.ts' | 'season.sh', { url }: TestServer, env: Record<string, string> = {}) => {
    const [command, file] = program === 'season.sh' ? ['sh', 'season.sh'] : [process.execPath, 'dist/season.js']
    const settings = { CREDITS_URL: url, CREDITS_API_KEY: rootApiKey, ...env }
    return runProgram(command ?? '', [file ?? ''], { cwd: example('season'), env: settings })
  }
  /** What the walks have left behind that should have been ended. */
  const leftBehind = async ({ knex }: TestServer) => ({
    keys: await knex('api_keys').whereNull('revoked_at').pluck('client'),
    goals: await knex('goals')
      .join('seasons', 'seasons.id', 'season_id')
      .whereLike('goals.id', 'season-walk-%')
      .whereNull('goals.closed_at')
      .whereNull('seasons.closed_at')
      .pluck('goals.id'),
    seasons: await knex('seasons').whereLike('name', '%walk%').whereNull('closed_at').pluck('id'),
  })
  const nothing = { keys: [], goals: [], seasons: [] }

  test('default: where a season runs it goes through that one and leaves it as it was', async () => {
    const printed = await walk('season.ts', server)
    expect(printed).toMatch(/season 6, .* 1000 MANA, 400 a week\n +season 5 runs until then/)
    expect(printed).toMatch(/signed by 0xf39fd6e5/)
    expect(printed).toContain('10000 credits granted')
    expect(printed).toMatch(/entries leave 13.748 MANA \(as CSV 13.748\)\n +10004 credits hold 13.748 MANA/)
    expect(printed).toMatch(/Alice: entries (3251000000000000000) wei, balance \1 wei/)
    expect(printed).toMatch(/difference: 0 wei\n\nAll as told/)
    expect(await findDiscrepancies(server.knex)).toEqual([])
    expect(await leftBehind(server)).toEqual(nothing)
    expect(await server.knex('seasons').orderBy('id').pluck('id')).toEqual([4, 5])
  })

  test('default: where none runs it makes one, with curl alone and again with the SDK', async ({ skip }) => {
    const hasCurl = await runProgram('curl', ['--version'], { cwd: folder }).catch(() => null)
    if (hasCurl === null) return skip('curl is not installed')
    const fresh = await startTestServer()
    try {
      const printed = await walk('season.sh', fresh, { BATCH_SIZE: '500' })
      expect(printed).toContain('500 credits granted')
      expect(printed).toMatch(/513 entries leave 4248000000000000000 wei, 504 credits .* difference 0 wei/)
      expect(printed).toMatch(/Alice: entries (3251000000000000000) wei, balance \1 wei\n\nAll as told/)
      expect(await walk('season.ts', fresh, { BATCH_SIZE: '50' })).toMatch(/season 2,.*[\s\S]*difference: 0 wei\n\nAll/)
      expect(await findDiscrepancies(fresh.knex)).toEqual([])
      expect(await leftBehind(fresh)).toEqual(nothing)
    } finally {
      await fresh.stop()
    }
  })

  test.each(['season.ts', 'season.sh'] as const)(
    'error: %s says what is not as told, ends with 1, and tidies up',
    async (program) => {
      const wrong = walk(program, server, { CREDITS_API_KEY: 'wrong', BATCH_SIZE: '50' })
      await expect(wrong).rejects.toThrow(/ended with 1:[\s\S]*The credential is missing or wrong/)
      await server.knex('seasons').where({ id: 5 }).update({ paused_at: new Date() })
      try {
        const paused = walk(program, server, { BATCH_SIZE: '50' })
        await expect(paused).rejects.toThrow(/ended with 1:[\s\S]*(paused|PAUSED)/)
      } finally {
        await server.knex('seasons').where({ id: 5 }).update({ paused_at: null })
      }
      expect(await leftBehind(server)).toEqual(nothing)
      expect(await findDiscrepancies(server.knex)).toEqual([])
    },
  )
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
