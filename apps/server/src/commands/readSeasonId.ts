import { CommandError } from './CommandError.js'

/** Reads `--season`; a number is what the contract wants. **Errors:** CommandError. */
export function readSeasonId(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text)
  throw new CommandError('INVALID_SEASON_ID', `--season ${text} is not the id of a season.`, 'Use a whole number.')
}
