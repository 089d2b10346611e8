import { access, constants } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { locateBinaries } from './locateBinaries.js'

describe('locateBinaries', () => {
  test('default: both programs may be executed', async () => {
    const { initdb, postgres, major, version } = await locateBinaries()
    await access(initdb, constants.X_OK)
    await access(postgres, constants.X_OK)
    expect(version).toMatch(new RegExp(`^${major}\\.`))
  })

  test('error: UNSUPPORTED_PLATFORM names DATABASE_URL', async () => {
    const error = await locateBinaries('sunos', 'sparc').catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'UNSUPPORTED_PLATFORM' })
    expect(String(error)).toContain('There is no embedded Postgres for sunos-sparc')
    expect(String(error)).toContain('DATABASE_URL')
  })
})
