import { type Variable, variables } from '../config/variables.js'
import type { Command, CommandOption } from './Command.js'

type Commands = Readonly<Record<string, Command>>

/** What every command takes. */
export const commonOptions: Readonly<Record<string, CommandOption>> = {
  json: { about: 'Print the result, or the error, as one line of JSON.' },
  help: { about: 'Explain the command.' },
}

/** Presents what `--help` prints: commands and environment variables. */
export function presentHelp(commands: Commands): string {
  const variableLines = Object.entries<Variable<unknown>>(variables).map(
    ([name, { about, fallback }]) =>
      `  ${name.padEnd(25)}${about}${fallback === undefined ? '' : ` Default ${fallback}.`}`,
  )
  return `${presentCommandList(commands)}
Environment
${variableLines.join('\n')}

Ends with 0, with 1 when it failed, and with 2 when its words are not as they must be.
`
}

/** Presents some commands, each with what it is for. */
export function presentCommandList(commands: Commands): string {
  const lines = Object.entries(commands).map(([name, command]) => [spell(name, command), command.about] as const)
  return `Usage: credits-server <command>

Commands (each explains itself with --help)
${columns(lines)}
`
}

/** Presents what `<command> --help` prints. */
export function presentCommandHelp(name: string, command: Command): string {
  const options = Object.entries({ ...command.options, ...commonOptions }).map(
    ([option, { about, value, many, required }]) =>
      [
        `--${option}${value ? ` <${value}>` : ''}${many ? ' …' : ''}`,
        `${about}${required ? ' Required.' : ''}`,
      ] as const,
  )
  return `${presentUsage(name, command)}
${command.about}

Options
${columns(options)}
`
}

/** Presents how a command is spelled. */
export function presentUsage(name: string, command: Command): string {
  return `Usage: credits-server ${spell(name, command)} [options]\n`
}

function spell(name: string, { operands = [], options = {} }: Command): string {
  const required = Object.entries(options).filter(([, option]) => option.required)
  const words = required.map(([option, { value }]) => `--${option} <${value}>`)
  return [name, ...operands.map((operand) => `<${operand}>`), ...words].join(' ')
}

function columns(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([left]) => left.length)) + 3
  return lines.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join('\n')
}
