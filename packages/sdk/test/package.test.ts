import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grantTestCredit, newAddress } from '../../../apps/server/test/grantTestCredit.js'
import { rootApiKey, startTestServer, type TestServer } from '../../../apps/server/test/startTestServer.js'
import { firstInstallMs, installPackages } from './installPackages.js'
import { packSdk, sdkFolder } from './packSdk.js'
import { readSnippets } from './readSnippets.js'
import { runProgram } from './runProgram.js'
import { startProgram } from './startProgram.js'

const [example] = readSnippets(await readFile(join(sdkFolder, 'README.md'), 'utf8'), 'ts')
if (!example) throw new Error('The README begins with an example.')

let server: TestServer
/** A stranger's project: npm init, npm install. */
let folder: string
let tarball: string
const installed = () => join(folder, 'node_modules/@credits-server/sdk')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credits-package-'))
  tarball = await packSdk(folder)
  await runProgram('npm', ['init', '-y'], { cwd: folder })
  await installPackages(folder, tarball)
  // The project has Node's types, as projects do; its compiler is the workspace's.
  await symlink(join(sdkFolder, 'node_modules/@types'), join(folder, 'node_modules/@types'))
  server = await startTestServer({ env: { RECONCILE_MS: '100' } })
}, firstInstallMs)
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await server?.stop()
})

describe('tarball', () => {
  test('default: it holds the build, the README and the licence', async () => {
    const files = (await readdir(installed())).filter((name) => name !== 'CHANGELOG.md')
    expect(files.sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json'])
  })

  test('behavior: it imports what it depends on and nothing else', async () => {
    const { dependencies } = JSON.parse(await readFile(join(installed(), 'package.json'), 'utf8'))
    const files = (await readdir(join(installed(), 'dist'))).filter((name) => /\.(c?js|d\.c?ts)$/.test(name))
    const code = await Promise.all(files.map((name) => readFile(join(installed(), 'dist', name), 'utf8')))
    const imports = code.flatMap((text) => [
      ...text.matchAll(/(?:\bfrom|\bimport|\brequire)[ (]*(['"])([@.\w][^'"]*)\1/g),
    ])
    const packages = imports.map(([, , from = '']) => from).filter((from) => !from.startsWith('./'))
    const names = packages.map((from) => from.split('/', from.startsWith('@') ? 2 : 1).join('/'))
    expect([...new Set(names)].sort()).toEqual(Object.keys(dependencies).sort())
  })

  test('behavior: publint finds nothing, warnings included', async () => {
    await runProgram(tool('publint'), ['run', tarball, '--strict'], { cwd: folder })
  })

  test('behavior: the types resolve for every entry and every module resolution, node10 too', async () => {
    await runProgram(tool('attw'), [tarball, '--format', 'ascii'], { cwd: folder })
  })
})

describe('in an empty folder', () => {
  test.each(['mjs', 'cjs'])('default: as .%s a balance, and the next one after a grant', async (kind) => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '20' })
    const { imports, body } = example
    const program = kind === 'mjs' ? imports + body : inCommonJs(asRequire(imports), body)
    const here = program.replaceAll(/0x[0-9a-f]{40}/g, address).replaceAll('http://localhost:3000', server.url)
    await writeFile(join(folder, `example.${kind}`), here)
    const { lines, errors, stop } = startProgram(process.execPath, [`example.${kind}`], { cwd: folder })
    await expect.poll(() => [...lines, ...errors], { timeout: 20_000 }).toEqual(['20 MANA'])
    await grantTestCredit(server, address, { mana: '1' })
    await expect.poll(() => [...lines, ...errors], { timeout: 20_000 }).toEqual(['20 MANA', '21 MANA'])
    await stop()
  })

  test.each(['mjs', 'cjs'])('behavior: as .%s an error of one entry is of the class of another', async (kind) => {
    const imports = `import { CreditsApiError } from '@credits-server/sdk'
import { createCreditsAdmin } from '@credits-server/sdk/admin'
`
    const options = JSON.stringify({ baseUrl: server.url, apiKey: `${rootApiKey}x` })
    const body = `createCreditsAdmin(${options})
  .grantCredits('${newAddress()}', { type: 'on-demand', amount: '1', reason: 'None' })
  .catch((error) => console.log(error instanceof CreditsApiError, error.code))
`
    await writeFile(join(folder, `errors.${kind}`), (kind === 'mjs' ? imports : asRequire(imports)) + body)
    expect(await runProgram(process.execPath, [`errors.${kind}`], { cwd: folder })).toBe('true UNAUTHORIZED')
  })

  const strict = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true, target: 'ES2022' }
  const inNode = { ...strict, lib: ['ES2023'], types: ['node'] }
  const inPage = { ...strict, lib: ['ES2023', 'DOM', 'DOM.Iterable'], types: [] }
  test.each([
    ['NodeNext', { ...inNode, module: 'NodeNext', moduleResolution: 'NodeNext' }, ['mts', 'cts']],
    ['Bundler', { ...inPage, module: 'ESNext', moduleResolution: 'Bundler' }, ['mts']],
    ['Node10', { ...inNode, module: 'CommonJS', moduleResolution: 'Node10' }, ['cts']],
  ] as const)(
    'behavior: it compiles under strict, exactOptionalPropertyTypes and %s',
    async (name, compilerOptions, kinds) => {
      const project = join(folder, name)
      await mkdir(project)
      const { imports, body } = example
      const shippedTypes = (await readFile(join(import.meta.dirname, 'types.test-d.ts'), 'utf8'))
        .replaceAll("'../src/index.js'", "'@credits-server/sdk'")
        .replaceAll(/'\.\.\/src\/(admin|onchain)\/index\.js'/g, "'@credits-server/sdk/$1'")
      for (const kind of kinds) {
        await writeFile(join(project, `example.${kind}`), kind === 'mts' ? imports + body : inCommonJs(imports, body))
        await writeFile(join(project, `types.${kind}`), shippedTypes)
      }
      await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
      await runProgram(tool('tsc'), [], { cwd: project })
    },
  )
})

describe('exports', () => {
  test.each(['.', './admin', './onchain'])('%s', async (entry) => {
    const name = `@credits-server/sdk${entry.slice(1)}`
    const inEsm = await runtimeExports('mjs', `import * as entry from '${name}'`)
    const inCjs = await runtimeExports('cjs', `const entry = require('${name}')`)
    expect(inCjs).toEqual(inEsm)
    const { exports } = JSON.parse(await readFile(join(installed(), 'package.json'), 'utf8'))
    const declared = declaredExports(join(installed(), exports[entry].import.types))
    expect(declaredExports(join(installed(), exports[entry].require.types))).toEqual(declared)
    expect(declared.filter((name) => !name.startsWith('type '))).toEqual(inEsm)
    expect(declared).toMatchSnapshot()
  })
})

function tool(name: string): string {
  return join(sdkFolder, 'node_modules/.bin', name)
}

/** CommonJS has no await of its own. */
function inCommonJs(imports: string, body: string): string {
  return `${imports}async function main() {\n${body}}\nvoid main()\n`
}

function asRequire(imports: string): string {
  return imports.replace(/^import (.*) from (.*)$/gm, 'const $1 = require($2)')
}

async function runtimeExports(kind: 'mjs' | 'cjs', statement: string): Promise<string[]> {
  await writeFile(
    join(folder, `exports.${kind}`),
    `${statement}\nconsole.log(JSON.stringify(Object.keys(entry).sort()))\n`,
  )
  return JSON.parse(await runProgram(process.execPath, [`exports.${kind}`], { cwd: folder }))
}

/** What a declaration file exports, types marked as such. */
function declaredExports(file: string): string[] {
  const program = ts.createProgram([file], { noLib: true, module: ts.ModuleKind.NodeNext })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const symbol = source && checker.getSymbolAtLocation(source)
  if (!symbol) throw new Error(`${file} exports nothing`)
  const names = checker.getExportsOfModule(symbol).map((exported) => {
    const meant = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
    return meant.flags & ts.SymbolFlags.Value ? exported.name : `type ${exported.name}`
  })
  return names.sort()
}
