import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { operations } from '@credits-server/contract'
import { homeScript } from './homeScript.js'
import { referenceScript } from './referencePage.js'

type ReferenceFile = operations['getReferenceFile']['parameters']['path']['file']

/** Reads the files of the pages. Their source maps are not served, so the lines that name them go. */
export function readReferenceFiles(): Readonly<Record<ReferenceFile, string>> {
  const { resolve } = createRequire(import.meta.url)
  const read = (name: string) =>
    readFileSync(resolve(`swagger-ui-dist/${name}`), 'utf8').replace(/^(\/\/|\/\*)# sourceMappingURL=.*$/gm, '')
  return {
    'swagger-ui-bundle.js': read('swagger-ui-bundle.js'),
    'swagger-ui.css': read('swagger-ui.css'),
    'home.js': homeScript,
    'reference.js': referenceScript,
  }
}
