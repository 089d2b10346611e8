import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Command, CommandOption } from './Command.js'

/** Words that are no command, or not as the command takes them. The message says which. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** A command and what stands behind its words. */
export type ParsedWords = {
  readonly name: string
  readonly command: Command
  readonly operands: readonly string[]
  readonly values: Readonly<Record<string, string | boolean | undefined>>
}

/** What every command takes. */
export const commonOptions: Readonly<Record<string, CommandOption>> = {
  json: { about: 'Print the result as one line of JSON.' },
  help: { about: 'Explain the command.' },
}

/**
 * Finds the command that the words begin with, and reads its operands and options.
 *
 * **Errors:** UsageError.
 */
export function parseWords(words: readonly string[], commands: Readonly<Record<string, Command>>): ParsedWords {
  const found = Object.entries(commands).find(([name]) => startsWith(words, name.split(' ')))
  if (!found) throw new UsageError(`There is no command "${words.join(' ')}".`)
  const [name, command] = found
  const { positionals, values } = read(words.slice(name.split(' ').length), { ...command.options, ...commonOptions })
  const { operands = [] } = command
  if (!values['help'] && positionals.length !== operands.length) {
    const wanted = operands.length === 0 ? 'nothing' : operands.map((operand) => `<${operand}>`).join(' ')
    throw new UsageError(`${name} takes ${wanted}, and was given ${positionals.length} words.`)
  }
  return { name, command, operands: positionals, values }
}

const startsWith = (words: readonly string[], name: readonly string[]) =>
  name.every((word, index) => words[index] === word)

function read(args: readonly string[], options: Readonly<Record<string, CommandOption>>) {
  const known: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    Object.entries(options).map(([name, { value }]) => [name, { type: value ? 'string' : 'boolean' } as const]),
  )
  try {
    const { positionals, values } = parseArgs({ args: [...args], options: known, allowPositionals: true })
    return { positionals, values: values as ParsedWords['values'] }
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
