import { type Variable, variables } from '../config/variables.js'
import { commands } from './commands.js'

/** Presents what `--help` prints: commands and environment variables. */
export function presentHelp(): string {
  const commandLines = Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(14)}${about}`)
  const variableLines = Object.entries<Variable<unknown>>(variables).map(
    ([name, { about, fallback }]) =>
      `  ${name.padEnd(25)}${about}${fallback === undefined ? '' : ` Default ${fallback}.`}`,
  )
  return `Usage: credits-server <command>

Commands
${commandLines.join('\n')}

Environment
${variableLines.join('\n')}
`
}
