import { inspect } from 'node:util'
import { ConfigError } from '../config/ConfigError.js'
import { DatabaseReplacedError } from '../db/assertSameDatabase.js'
import { isDatabaseLost } from '../db/isDatabaseLost.js'
import { EmbeddedPostgresError } from '../embedded/EmbeddedPostgresError.js'
import { CommandError } from './CommandError.js'

const expected = [ConfigError, CommandError, EmbeddedPostgresError, DatabaseReplacedError]

/** Presents why a command failed: the message alone where it is written for an operator, the whole error where it is a bug. */
export function presentFailure(error: unknown): string {
  const isExpected = expected.some((kind) => error instanceof kind) || isDatabaseLost(error)
  return `credits-server: ${isExpected && error instanceof Error && error.message !== '' ? error.message : inspect(error)}`
}
