import { type ProgramOptions, startProgram } from './startProgram.js'

/** Runs a program to its end and returns what it printed. **Errors:** all of that, when it fails. */
export async function runProgram(command: string, args: readonly string[], options: ProgramOptions): Promise<string> {
  const { lines, errors, ended } = startProgram(command, args, options)
  const status = await ended
  if (status === 0) return lines.join('\n')
  throw new Error([`${command} ${args.join(' ')} ended with ${status}:`, ...lines, ...errors].join('\n'))
}
