import { type ErrorBody, type ErrorCode, errorCodes } from '@credits-server/contract'
import { CommandError } from './CommandError.js'

/** What openapi-fetch makes of an answer. */
type Answer<T> = { readonly data?: T; readonly error?: unknown; readonly response: Response }

/** A server has answered, but not what was asked for. `code` is the one of its answer. */
export class ServerRefusal extends CommandError {
  override name = 'ServerRefusal'
  readonly status: number

  constructor(status: number, body: unknown, onUnknown: string) {
    const { error, code = 'NO_CREDITS_SERVER', requestId, details } = (isObject(body) ? body : {}) as Partial<ErrorBody>
    const known = errorCodes[code as ErrorCode]
    const next = status >= 500 && onUnknown !== '' ? onUnknown : null
    const problem = known?.message ?? error ?? 'What answered does not look like a credits server.'
    const remedy = [known?.remedy, next].filter(Boolean).join(' ')
    super(code, problem, remedy === '' ? null : remedy, { facts: { status, requestId, details } })
    this.status = status
    const more = details === undefined ? '' : ` ${JSON.stringify(details)}`
    const said = error === undefined ? problem : `${code}: ${error}`
    this.message = `${status} ${said}${more}${next === null ? '' : ` ${next}`}`
  }
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null

/**
 * Awaits a call and returns its data.
 *
 * **Errors:** ServerRefusal with what the server said; CommandError when it cannot be reached. `onUnknown` says what to do when
 * nobody knows whether the change was made.
 */
export async function dataOf<T>(
  call: Promise<Answer<T>>,
  { url, onUnknown = '' }: { readonly url: string; readonly onUnknown?: string },
): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw unreachable(url, cause, onUnknown)
  })
  if (response.ok && data !== undefined) return data
  throw new ServerRefusal(response.status, error, onUnknown)
}

function unreachable(url: string, cause: unknown, onUnknown: string): CommandError {
  const remedy = `Start it, or correct CREDITS_URL. ${onUnknown}`.trim()
  const problem = `The server at ${url} cannot be reached: ${reasonOf(cause)}.`
  return new CommandError('SERVER_UNREACHABLE', problem, remedy, { cause })
}

/** Tells why a request failed; undici hides it behind "fetch failed". */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}
