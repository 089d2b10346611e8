import { type Variable, variables } from '../config/variables.js'
import type { Command } from './Command.js'
import { commands } from './commands.js'
import { commonOptions } from './parseWords.js'

/** Presents what `--help` prints: commands and environment variables. */
export function presentHelp(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length)) + 3
  const commandLines = Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(width)}${about}`)
  const variableLines = Object.entries<Variable<unknown>>(variables).map(
    ([name, { about, fallback }]) =>
      `  ${name.padEnd(25)}${about}${fallback === undefined ? '' : ` Default ${fallback}.`}`,
  )
  return `Usage: credits-server <command>

Commands (each explains itself with --help)
${commandLines.join('\n')}

Environment
${variableLines.join('\n')}
`
}

/** Presents what `<command> --help` prints. */
export function presentCommandHelp(name: string, { about, operands = [], options = {} }: Command): string {
  const all = Object.entries({ ...options, ...commonOptions }).map(
    ([option, { about, value }]) => [`--${option}${value ? ` <${value}>` : ''}`, about] as const,
  )
  const width = Math.max(...all.map(([spelling]) => spelling.length)) + 3
  const words = [name, ...operands.map((operand) => `<${operand}>`), '[options]'].join(' ')
  return `Usage: credits-server ${words}

${about}

Options
${all.map(([spelling, about]) => `  ${spelling.padEnd(width)}${about}`).join('\n')}
`
}
