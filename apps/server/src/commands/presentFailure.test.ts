import { describe, expect, test } from 'vitest'
import { ConfigError } from '../config/ConfigError.js'
import { DatabaseReplacedError } from '../db/assertSameDatabase.js'
import { EmbeddedPostgresError } from '../embedded/EmbeddedPostgresError.js'
import { CommandError } from './CommandError.js'
import { presentFailure } from './presentFailure.js'

describe('presentFailure', () => {
  test.each([
    new CommandError('PORT 3000 is in use.'),
    new ConfigError(['PORT must be a whole number']),
    new EmbeddedPostgresError('DATA_DIR_IN_USE', 'DATA_DIR is in use.'),
    new DatabaseReplacedError(),
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
  ])('default: what an operator can mend is its message alone: $name', (error) => {
    expect(presentFailure(error)).toBe(`credits-server: ${error.message}`)
  })

  test('behavior: a bug is shown with its stack', () => {
    expect(presentFailure(new TypeError('x is undefined'))).toMatch(
      /^credits-server: TypeError: x is undefined\n {4}at /,
    )
  })

  test('behavior: an error without a message is never an empty line', () => {
    const several = Object.assign(new AggregateError([new Error('first')]), { code: 'ECONNREFUSED' })
    expect(presentFailure(several)).toContain('first')
  })
})
