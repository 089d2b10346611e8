import { isIP } from 'node:net'
import { parseMana } from '@credits-server/onchain'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const dateTime = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** The formats of the contract, held strictly. [V] ajv-formats accepts `urn:uuid:` and a space for the T. */
export const strictFormats: Readonly<Record<string, (text: string) => boolean>> = {
  uuid: (text) => uuid.test(text),
  'date-time': isDateTime,
  'whole-second': (text) => isDateTime(text) && !text.includes('.') && new Date(text).getUTCFullYear() < 10_000,
  mana: isPositiveMana,
  // A zone names an interface of one machine, and Postgres takes none.
  ip: (text) => isIP(text) !== 0 && !text.includes('%'),
  'plain-text': (text) => !unfit.test(text),
  'https-url': isHttpsUrl,
}

/**
 * What no text for people needs: controls (Cc), halves of surrogate pairs (Cs), line and paragraph separators (Zl, Zp), and the
 * invisible and direction characters (Cf) that make a text look like another one.
 */
const unfit = /[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]/u

function isPositiveMana(text: string): boolean {
  try {
    return parseMana(text) > 0n
  } catch {
    return false
  }
}

/** [spec] RFC 3339 with a zone; a day its month does not have is refused. */
function isDateTime(text: string): boolean {
  const [, year, month, day, hour, minute, second] = (dateTime.exec(text) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined) return false
  const date = new Date(Date.UTC(year, month - 1, day))
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return isDay && (hour ?? 24) < 24 && (minute ?? 60) < 60 && (second ?? 60) < 60
}

/** As it would be requested: visible ASCII, a host, nobody's credentials. */
function isHttpsUrl(text: string): boolean {
  if (!/^https:\/\/[!-~]+$/.test(text) || !URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return protocol === 'https:' && username === '' && password === ''
}
