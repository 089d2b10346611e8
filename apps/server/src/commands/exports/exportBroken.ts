import { CommandError } from '../CommandError.js'

/** Tells that what has come of an export is not all of it. */
export function exportBroken(problem: string, cause?: unknown): CommandError {
  return new CommandError('EXPORT_BROKEN', problem, 'What has come is not the whole. Repeat the command.', { cause })
}
