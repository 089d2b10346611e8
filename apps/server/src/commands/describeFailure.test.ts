import { describe, expect, test } from 'vitest'
import { ConfigError } from '../config/ConfigError.js'
import { DatabaseReplacedError } from '../db/assertSameDatabase.js'
import { EmbeddedPostgresError } from '../embedded/EmbeddedPostgresError.js'
import { CommandError } from './CommandError.js'
import { describeFailure } from './describeFailure.js'
import { UsageError } from './UsageError.js'

describe('describeFailure', () => {
  test.each([
    [new CommandError('CANNOT_LISTEN', 'PORT 1 is in use.', 'Stop it.'), 'CANNOT_LISTEN', 'Stop it.'],
    [new ConfigError(['PORT must be a whole number']), 'INVALID_CONFIGURATION', ConfigError.remedy],
    [new EmbeddedPostgresError('DATA_DIR_IN_USE', 'DATA_DIR is in use.'), 'DATA_DIR_IN_USE', null],
    [new DatabaseReplacedError(), 'DATABASE_REPLACED', DatabaseReplacedError.remedy],
  ])('default: what an operator can mend is its message alone: %s', (error, code, remedy) => {
    expect(describeFailure(error)).toMatchObject({ text: `credits-server: ${error.message}`, code, remedy })
  })

  test('behavior: a lost database sends to the doctor', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    expect(describeFailure(error)).toEqual({
      text: 'credits-server: connect ECONNREFUSED. Run `credits-server doctor`, which says what is wrong.',
      code: 'DATABASE_LOST',
      message: 'connect ECONNREFUSED',
      remedy: 'Run `credits-server doctor`, which says what is wrong.',
    })
  })

  test('behavior: wrong words are followed by how they go', () => {
    const { text, code } = describeFailure(new UsageError('grant takes <address>.', 'Usage: grant <address>\n'))
    expect([text, code]).toEqual(['grant takes <address>.\n\nUsage: grant <address>', 'USAGE'])
  })

  test('behavior: a bug is shown with its stack', () => {
    const { text, code, message } = describeFailure(new TypeError('x is undefined'))
    expect(text).toMatch(/^credits-server: TypeError: x is undefined\n {4}at /)
    expect([code, message]).toEqual(['INTERNAL_ERROR', 'x is undefined'])
  })

  test('behavior: an error without a message is never an empty line', () => {
    const several = Object.assign(new AggregateError([new Error('first')]), { code: 'ECONNREFUSED' })
    expect(describeFailure(several).text).toContain('first')
  })
})
