import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Command, CommandOption } from './Command.js'
import { commonOptions, presentCommandList, presentUsage } from './presentHelp.js'
import { UsageError } from './UsageError.js'

type Commands = Readonly<Record<string, Command>>

/** A command and what stands behind its words. */
export type ParsedWords = {
  readonly name: string
  readonly command: Command
  readonly operands: readonly string[]
  /** What was given of its options: a switch is true, all else the texts it was given. */
  readonly values: Readonly<Record<string, true | readonly string[]>>
}

/**
 * Finds the command that the words begin with, and reads its operands and options.
 *
 * **Errors:** UsageError.
 */
export function parseWords(words: readonly string[], commands: Commands): ParsedWords {
  const found = Object.entries(commands).find(([name]) => startsWith(words, name.split(' ')))
  if (!found) throw noCommand(words, commands)
  const [name, command] = found
  const options = { ...command.options, ...commonOptions }
  const usage = presentUsage(name, command)
  const { positionals, values } = read(words.slice(name.split(' ').length), options, usage)
  if (values['help']) return { name, command, operands: [], values }
  const { operands = [] } = command
  if (positionals.length !== operands.length) {
    const wanted = operands.length === 0 ? 'nothing' : operands.map((operand) => `<${operand}>`).join(' ')
    const given = positionals.length === 1 ? '1 word' : `${positionals.length} words`
    throw new UsageError(`${name} takes ${wanted}, and was given ${given}.`, usage)
  }
  for (const [option, { required, value }] of Object.entries(options)) {
    if (required && values[option] === undefined) throw new UsageError(`${name} needs --${option} <${value}>.`, usage)
  }
  return { name, command, operands: positionals, values }
}

/** Finds the commands whose names begin with this word, such as those of `keys`. */
export function commandsUnder(word: string | undefined, commands: Commands): Commands {
  return Object.fromEntries(Object.entries(commands).filter(([name]) => name.startsWith(`${word} `)))
}

function noCommand(words: readonly string[], commands: Commands): UsageError {
  const said = words.filter((word) => !word.startsWith('-')).join(' ')
  const under = commandsUnder(words[0], commands)
  const near = Object.keys(under).length > 0 ? under : commands
  return new UsageError(`There is no command "${said}".`, presentCommandList(near))
}

const startsWith = (words: readonly string[], name: readonly string[]) =>
  name.every((word, index) => words[index] === word)

function read(args: readonly string[], options: Readonly<Record<string, CommandOption>>, usage: string) {
  const known: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    // Of an option that is given twice node would take the last one without a word.
    Object.entries(options).map(([name, { value }]) => [
      name,
      value ? ({ type: 'string', multiple: true } as const) : ({ type: 'boolean' } as const),
    ]),
  )
  let parsed: { readonly positionals: string[]; readonly values: ParsedWords['values'] }
  try {
    const { positionals, values } = parseArgs({ args: [...args], options: known, allowPositionals: true })
    parsed = { positionals, values: values as ParsedWords['values'] }
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), usage)
  }
  for (const [name, given] of Object.entries(parsed.values)) {
    const isTwice = given !== true && given.length > 1 && !options[name]?.many
    if (isTwice) throw new UsageError(`--${name} is given ${given.length} times.`, usage)
  }
  return parsed
}
