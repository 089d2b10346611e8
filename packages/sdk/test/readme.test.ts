import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { errorCodes } from '@credits-server/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grantTestCredit, newAddress } from '../../../apps/server/test/grantTestCredit.js'
import { rootApiKey, startTestServer, type TestServer } from '../../../apps/server/test/startTestServer.js'
import * as admin from '../src/admin/index.js'
import { readError } from '../src/errors/readError.js'
import * as sdk from '../src/index.js'
import * as onchain from '../src/onchain/index.js'
import { sdkFolder } from './packSdk.js'
import { readSnippets } from './readSnippets.js'
import { runProgram } from './runProgram.js'
import { startProgram } from './startProgram.js'

const readme = await readFile(join(sdkFolder, 'README.md'), 'utf8')
const rootReadme = await readFile(resolve(sdkFolder, '../../README.md'), 'utf8')

const demoAddress = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'
const snippets = readSnippets(readme, 'ts', 'js').map((snippet) => ({ ...snippet, address: newAddress() }))
const [first] = snippets
if (!first) throw new Error('The README begins with an example.')
/** What the others go on from. */
const setUp = first.body.slice(0, first.body.indexOf('for await'))

let folder: string
let server: TestServer
let compiled: string

beforeAll(async () => {
  server = await startTestServer({ seed: true, env: { RECONCILE_MS: '100' } })
  folder = await mkdtemp(join(tmpdir(), 'credits-readme-'))
  await link('@credits-server/sdk', sdkFolder)
  for (const name of ['@types/node', 'eventsource']) await link(name, join(sdkFolder, 'node_modules', name))
  await Promise.all(snippets.map(writeSnippet))
  await Promise.all(readSnippets(rootReadme, 'ts', 'js').map(writeRootSnippet))
  const options = { strict: true, exactOptionalPropertyTypes: true, target: 'ES2023', module: 'NodeNext' }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...options, types: ['node'] } }))
  // One run of the compiler says what is wrong with any block, and makes all of them JavaScript.
  const tsc = join(sdkFolder, 'node_modules/typescript/bin/tsc')
  compiled = await runProgram(process.execPath, [tsc], { cwd: folder }).catch(String)
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await server?.stop()
})

describe('README of the SDK', () => {
  test('every block compiles under strict and exactOptionalPropertyTypes', () => {
    expect(compiled).toBe('')
  })

  test.each(snippets)('the block at line $line prints what it says', async (snippet) => {
    const { line, address, promised, promisedAtOnce, body } = snippet
    await grantTestCredit(server, address, { mana: '5', expiresAt: inHours(12) }, { mana: '15' })
    const { lines, errors, ended, stop } = run(`line${line}.mjs`)
    if (promised.length > 0) {
      const printed = () => lines.length + errors.length
      await expect.poll(printed, { timeout: 20_000 }).toBeGreaterThanOrEqual(promisedAtOnce)
      await grantTestCredit(server, address, { mana: '1' })
      await expect.poll(printed, { timeout: 20_000 }).toBeGreaterThanOrEqual(promised.length)
    }
    if (/streamCredits|watchCredits/.test(body)) await stop()
    else expect(await ended, errors.join('\n')).toBe(0)
    expect(lines).toEqual(promised.map((said) => expect.stringMatching(pattern(said))))
    expect(errors).toEqual([])
  })

  test('it names every error class, with the codes that lead to it', () => {
    const rows = [...readme.matchAll(/^\| `(\w+Error)` \| (.+?) \|/gm)].map(([, name = '', cell = '']) => {
      return { name, codes: [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, code = '']) => code) }
    })
    for (const { name, codes } of rows) {
      for (const code of codes.filter((code) => code in errorCodes)) {
        const { status } = errorCodes[code as sdk.ErrorCode]
        expect(readError(status, new Headers(), { error: 'e', code }).name, code).toBe(name)
      }
    }
    const classes = Object.keys(sdk).filter((name) => name.endsWith('Error'))
    expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(classes))
    const ownCodes: Record<sdk.SdkErrorCode, true> = { TIMEOUT: true, NETWORK: true, BAD_ANSWER: true }
    expect(rows.flatMap(({ codes }) => codes)).toEqual(expect.arrayContaining(Object.keys(ownCodes)))
  })

  test('it names every state of a stream', () => {
    const names: Record<sdk.StreamState['name'], true> = {
      connecting: true,
      live: true,
      stale: true,
      reconnecting: true,
      offline: true,
      ended: true,
    }
    const [, table = ''] = /^\| State \| Means \|\n\|---\|---\|\n(.*?)\n\n/ms.exec(readme) ?? []
    expect([...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name)).toEqual(Object.keys(names))
  })

  test.each(Object.keys({ ...sdk, ...admin, ...onchain }))('it names %s', (name) => {
    expect(readme).toMatch(new RegExp(`\\b${name}\\b`))
  })
})

describe('README of the project', () => {
  test('the SDK example runs and prints the balance', async () => {
    const { lines, errors, ended } = run('root-ts.mjs')
    expect(await ended, errors.join('\n')).toBe(0)
    expect(lines[0]).toMatch(/^\d+ MANA in \d+ credits$/)
    expect(lines[1]).toMatch(/^20 AVAILABLE \d{4}-/)
  })

  test('the example without the SDK prints the balance', async () => {
    const { lines, errors, stop } = run('root-js.mjs')
    await expect.poll(() => lines.length + errors.length, { timeout: 20_000 }).toBeGreaterThan(0)
    await stop()
    expect(errors).toEqual([])
    expect(Number(lines[0])).toBeGreaterThan(0)
  })
})

type Written = (typeof snippets)[number]

/** The block as a program of its own, whose user nobody else has. */
function writeSnippet({ line, address, imports, body }: Written): Promise<void> {
  const own = line === first?.line ? body : `${setUp}{\n${body}}\n`
  const all = [...new Set(`${first?.imports}${imports}`.split('\n'))].join('\n')
  return writeFile(join(folder, `line${line}.mts`), here(`${all}\n${own}`).replaceAll(demoAddress, address))
}

function writeRootSnippet({ language, imports, body }: Omit<Written, 'address'>): Promise<void> {
  // A browser has an EventSource of its own.
  const browser = language === 'js' ? "import { EventSource } from 'eventsource'\n" : ''
  return writeFile(join(folder, `root-${language}.mts`), here(`${browser}${imports}${body}`))
}

function here(program: string): string {
  return program.replaceAll('http://localhost:3000', server.url)
}

function run(file: string) {
  return startProgram(process.execPath, [file], { cwd: folder, env: { CREDITS_API_KEY: rootApiKey } })
}

async function link(name: string, target: string): Promise<void> {
  const path = join(folder, 'node_modules', name)
  await mkdir(join(path, '..'), { recursive: true })
  await symlink(target, path)
}

function pattern(said: string): RegExp {
  const parts = said.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.+')}$`)
}

function inHours(hours: number): Date {
  return new Date(Date.now() + hours * 3_600_000)
}
