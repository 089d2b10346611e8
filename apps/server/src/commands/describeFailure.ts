import { inspect } from 'node:util'
import { ConfigError } from '../config/ConfigError.js'
import { DatabaseReplacedError } from '../db/assertSameDatabase.js'
import { isDatabaseLost } from '../db/isDatabaseLost.js'
import { EmbeddedPostgresError } from '../embedded/EmbeddedPostgresError.js'
import { CommandError } from './CommandError.js'
import { UsageError } from './UsageError.js'

/** Why a command failed: `text` for people, all else for programs. */
export type Failure = {
  readonly text: string
  /** What to branch on: a code of the API where the server refused, else one of the commands. */
  readonly code: string
  readonly message: string
  /** What to do now; null where the message says it, or nobody knows. */
  readonly remedy: string | null
}

/** Describes why a command failed: the message alone where it is written for an operator, the whole error where it is a bug. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof UsageError) {
    const { code, problem, remedy, usage } = error
    return { text: `${problem}\n\n${usage}`.trimEnd(), code, message: problem, remedy }
  }
  if (!(error instanceof Error) || error.message === '') return bug(error)
  const text = `credits-server: ${error.message}`
  if (error instanceof CommandError) {
    return { text, code: error.code, message: error.problem, remedy: error.remedy, ...error.facts }
  }
  if (error instanceof ConfigError) {
    return { text, code: 'INVALID_CONFIGURATION', message: error.problems.join('; '), remedy: ConfigError.remedy }
  }
  if (error instanceof EmbeddedPostgresError) return { text, code: error.code, message: error.message, remedy: null }
  if (error instanceof DatabaseReplacedError) {
    const { problem, remedy } = DatabaseReplacedError
    return { text, code: 'DATABASE_REPLACED', message: problem, remedy }
  }
  if (!isDatabaseLost(error)) return bug(error)
  const remedy = 'Run `credits-server doctor`, which says what is wrong.'
  return { text: `${text}. ${remedy}`, code: 'DATABASE_LOST', message: error.message, remedy }
}

function bug(error: unknown): Failure {
  const message = error instanceof Error && error.message !== '' ? error.message : inspect(error)
  return { text: `credits-server: ${inspect(error)}`, code: 'INTERNAL_ERROR', message, remedy: null }
}
