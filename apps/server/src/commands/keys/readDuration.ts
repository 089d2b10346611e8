import { CommandError } from '../CommandError.js'

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 }

/** Reads a duration such as 15m as seconds; a number without a unit could be anything, but for 0. **Errors:** CommandError. */
export function readDuration(option: string, text: string): number {
  const [, digits, unit] = /^(0|[1-9][0-9]{0,7})([smhd])$/.exec(text) ?? []
  if (text === '0') return 0
  if (digits !== undefined && unit !== undefined) return Number(digits) * (secondsOf[unit] ?? 1)
  const remedy = 'Use 0, or a whole number and s, m, h or d, such as 15m.'
  throw new CommandError('INVALID_DURATION', `--${option} ${text} is not a duration.`, remedy)
}
