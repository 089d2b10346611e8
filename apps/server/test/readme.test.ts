import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCodes } from '@credits-server/contract'
import { describe, expect, test } from 'vitest'

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8')

// Its examples run in packages/sdk/test/readme.test.ts.
describe('README', () => {
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
