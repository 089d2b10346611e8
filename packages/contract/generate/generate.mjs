// Generates src/generated from openapi/credits.yaml. With --check it writes nothing and fails if a file is out of date.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { presentErrorCodes } from './presentErrorCodes.mjs'
import { presentOperationTable } from './presentOperationTable.mjs'
import { presentSchemaTypes } from './presentSchemaTypes.mjs'

const source = fileURLToPath(new URL('../../../openapi/credits.yaml', import.meta.url))
const target = fileURLToPath(new URL('../src/generated/', import.meta.url))
const banner = '// Generated from openapi/credits.yaml by `npm run generate`. Do not edit.\n\n'

const yaml = readFileSync(source, 'utf8')
const document = parse(yaml)

const files = {
  'document.ts': `/** The contract as it was written. */
export const documentYaml = ${JSON.stringify(yaml)}

/** The contract as JSON text. */
export const documentJson = ${JSON.stringify(JSON.stringify(document))}
`,
  'errorCodes.ts': presentErrorCodes(document),
  'operationTable.ts': presentOperationTable(document),
  'schema.ts': await presentSchemaTypes(source),
}

if (process.argv.includes('--check')) {
  const stale = Object.entries(files).filter(([name, text]) => read(name) !== banner + text)
  if (stale.length > 0) {
    console.error(`out of date: ${stale.map(([name]) => `packages/contract/src/generated/${name}`).join(', ')}`)
    console.error('openapi/credits.yaml has changed since. Run `npm run generate` and commit what it writes.')
    process.exit(1)
  }
  console.log('src/generated is up to date with openapi/credits.yaml')
} else {
  mkdirSync(target, { recursive: true })
  for (const name of readdirSync(target)) if (!(name in files)) rmSync(target + name)
  for (const [name, text] of Object.entries(files)) writeFileSync(target + name, banner + text)
  console.log(`wrote ${Object.keys(files).join(', ')}`)
}

/** @param {string} name */
function read(name) {
  try {
    return readFileSync(target + name, 'utf8')
  } catch {
    return undefined
  }
}
