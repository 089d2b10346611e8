// Compiles contracts/*.sol into src/generated. With --check it writes nothing and fails if a file is out of date.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import solc from 'solc'

const source = fileURLToPath(new URL('../contracts/', import.meta.url))
const target = fileURLToPath(new URL('../src/generated/', import.meta.url))
const banner = '// Generated from contracts/*.sol by `npm run generate`. Do not edit.\n\n'
const require = createRequire(import.meta.url)

const names = readdirSync(source).map((file) => file.replace(/\.sol$/, ''))
const input = {
  language: 'Solidity',
  sources: Object.fromEntries(
    names.map((name) => [`${name}.sol`, { content: readFileSync(`${source}${name}.sol`, 'utf8') }]),
  ),
  settings: {
    // Named, because the compiler's own choice moves with its version and anvil's with its own.
    evmVersion: 'cancun',
    optimizer: { enabled: true, runs: 200 },
    // Without the hash of comments and paths: the same code is the same bytes wherever it is compiled.
    metadata: { appendCBOR: false, bytecodeHash: 'none' },
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
  },
}
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport }))
const complaints = (output.errors ?? []).map(({ formattedMessage }) => formattedMessage)
if (complaints.length > 0) {
  console.error(complaints.join('\n'))
  process.exit(1)
}

const files = Object.fromEntries(
  names.map((name) => [`${name}.ts`, present(name, output.contracts[`${name}.sol`][name])]),
)

if (process.argv.includes('--check')) {
  const stale = Object.entries(files).filter(([name, text]) => read(name) !== banner + text)
  if (stale.length > 0) {
    console.error(`out of date: ${stale.map(([name]) => `apps/chain/src/generated/${name}`).join(', ')}`)
    console.error('apps/chain/contracts has changed since. Run `npm run generate` and commit what it writes.')
    process.exit(1)
  }
  console.log('src/generated is up to date with contracts/*.sol')
} else {
  mkdirSync(target, { recursive: true })
  for (const name of readdirSync(target)) if (!(name in files)) rmSync(target + name)
  for (const [name, text] of Object.entries(files)) writeFileSync(target + name, banner + text)
  console.log(`wrote ${Object.keys(files).join(', ')}`)
}

/** @param {string} path */
function readImport(path) {
  return { contents: readFileSync(require.resolve(path), 'utf8') }
}

/**
 * @param {string} name
 * @param {{ abi: unknown[], evm: { bytecode: { object: string } } }} contract
 */
function present(name, { abi, evm }) {
  const constant = name[0].toLowerCase() + name.slice(1)
  const entries = abi.map((entry) => `  ${JSON.stringify(entry)},\n`).join('')
  return `/** What ${name} understands and says. */
export const ${constant}Abi = [
${entries}] as const

/** What is sent to deploy ${name}, before its constructor's arguments. */
export const ${constant}Bytecode =
  '0x${evm.bytecode.object}'
`
}

/** @param {string} name */
function read(name) {
  try {
    return readFileSync(target + name, 'utf8')
  } catch {
    return undefined
  }
}
