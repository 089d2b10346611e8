import { readFileSync } from 'node:fs'
import type { ErrorBody, paths } from '@credits-server/contract'
import createClient, { type Client } from 'openapi-fetch'
import { isApiKey } from '../config/isApiKey.js'
import { loadRootKey } from '../config/loadRootKey.js'
import type { Config } from '../config/parseConfig.js'
import type { CommandOption, Invocation } from './Command.js'
import { CommandError } from './CommandError.js'

/** The options of every command that asks a running server. */
export const apiOptions: Readonly<Record<string, CommandOption>> = {
  url: { value: 'url', about: 'The server. Default: CREDITS_URL, else http://127.0.0.1:PORT.' },
  'key-file': {
    value: 'file',
    about: 'Holds the API key. Default: CREDITS_API_KEY, else ROOT_API_KEY, else the one kept in DATA_DIR.',
  },
}

/** The operator's calls of a running server. */
export type OperatorApi = {
  readonly url: string
  readonly calls: Client<paths>
  /** What every call is sent with that is not made by `calls`. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Opens the API for an operator. A key is read from a file or the environment, never from the words of the command, which
 * every user of the machine can see.
 *
 * **Errors:** ConfigError; CommandError when the key file cannot be read or holds no key.
 */
export function openApi({ readConfig, option }: Pick<Invocation, 'readConfig' | 'option'>): OperatorApi {
  const config = readConfig()
  const url = (option('url') ?? config.url ?? `http://127.0.0.1:${config.port}`).replace(/\/+$/, '')
  const headers = { Authorization: `Bearer ${readKey(config, option('key-file'))}` }
  return { url, headers, calls: createClient<paths>({ baseUrl: url, headers }) }
}

function readKey(config: Pick<Config, 'apiKey' | 'rootApiKey' | 'dataDir'>, file: string | undefined): string {
  if (file === undefined) return config.apiKey ?? loadRootKey(config).key
  let key: string
  try {
    key = readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new CommandError(`The key file cannot be read: ${String(cause)}.`, { cause })
  }
  if (!isApiKey(key)) throw new CommandError(`${file} holds no API key: 32 to 256 visible ASCII characters.`)
  return key
}

/** What openapi-fetch makes of an answer. */
type Answer<T> = { readonly data?: T; readonly error?: unknown; readonly response: Response }

/**
 * Awaits a call and returns its data.
 *
 * **Errors:** CommandError with what the server said, or why it cannot be reached; `onUnknown` says what to do when nobody
 * knows whether the change was made.
 */
export async function dataOf<T>(
  call: Promise<Answer<T>>,
  { url, onUnknown = '' }: { readonly url: string; readonly onUnknown?: string },
): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw new CommandError(`The server at ${url} cannot be reached: ${reason(cause)}. ${onUnknown}`.trim(), { cause })
  })
  if (response.ok && data !== undefined) return data
  throw new CommandError(presentRefusal(response, error, onUnknown))
}

function presentRefusal({ status }: Response, body: unknown, onUnknown: string): string {
  const { error, code, details } = (typeof body === 'object' && body !== null ? body : {}) as Partial<ErrorBody>
  const said = error === undefined ? 'It does not look like a credits server.' : `${code}: ${error}`
  const more = details === undefined ? '' : ` ${JSON.stringify(details)}`
  return `${status} ${said}${more}${status >= 500 && onUnknown ? ` ${onUnknown}` : ''}`
}

/** undici hides why behind "fetch failed". */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}
