import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCodes } from '@credits-server/contract'
import { describe, expect, test } from 'vitest'
import { CreditsError } from './CreditsError.js'

const source = join(import.meta.dirname, '..')

describe('CreditsError', () => {
  test('default: says what happened and what to do', () => {
    expect(new CreditsError('USER_NOT_FOUND').message).toBe(
      'This address is not known here. A user becomes known by registering or by a first grant.',
    )
  })

  test('behavior: every code of the registry is answered somewhere in the server or named by a parameter', () => {
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(?<!\.test)\.ts$/.test(name),
    )
    const text = files.map((name) => readFileSync(join(source, name), 'utf8')).join('\n')
    const document = readFileSync(join(source, '../../../openapi/credits.yaml'), 'utf8')
    for (const code of Object.keys(errorCodes)) {
      expect([
        code,
        text.includes(`'${code}'`) || new RegExp(`x-(error|type|missing)-code: ${code}\\b`).test(document),
      ]).toEqual([code, true])
    }
  })
})
