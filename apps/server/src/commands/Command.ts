import type { Config } from '../config/parseConfig.js'
import type { Report } from './createReport.js'

/** An option of a command. A value it takes is named in angle brackets; one without is a switch. */
export type CommandOption = {
  readonly about: string
  readonly value?: string
  readonly required?: true
  /** It may be given more than once, and each of them may be a list with commas. */
  readonly many?: true
}

/** What a command was asked for. */
export type Invocation = {
  /** **Errors:** ConfigError. */
  readonly readConfig: () => Config
  /** One for each of the command's operands. */
  readonly operands: readonly string[]
  /** The value of an option; undefined if it was not given. */
  readonly option: (name: string) => string | undefined
  /** Every value of an option that may be given more than once. */
  readonly list: (name: string) => readonly string[]
  readonly isSet: (name: string) => boolean
  readonly report: Report
}

/** A command of the command line. */
export type Command = {
  readonly about: string
  /** What stands behind its words, each of them required. */
  readonly operands?: readonly string[]
  readonly options?: Readonly<Record<string, CommandOption>>
  run(invocation: Invocation): Promise<void>
}
