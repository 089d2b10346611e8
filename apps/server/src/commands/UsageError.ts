import { CommandError } from './CommandError.js'

/** Words that are no command, or not as the command takes them. `usage` says how they go. */
export class UsageError extends CommandError {
  override name = 'UsageError'
  readonly usage: string

  constructor(problem: string, usage: string) {
    super('USAGE', problem, 'Run it with --help.')
    this.usage = usage
  }
}
