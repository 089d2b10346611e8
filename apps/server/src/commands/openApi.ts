import { readFileSync } from 'node:fs'
import type { paths } from '@credits-server/contract'
import createClient, { type Client } from 'openapi-fetch'
import { isApiKey } from '../config/isApiKey.js'
import { findRootKey } from '../config/loadRootKey.js'
import type { Config } from '../config/parseConfig.js'
import type { CommandOption, Invocation } from './Command.js'
import { CommandError } from './CommandError.js'
import { readServerUrl } from './readServerUrl.js'

/** The options of every command that asks a running server. */
export const apiOptions: Readonly<Record<string, CommandOption>> = {
  url: { value: 'url', about: 'The server. Default: CREDITS_URL, else http://127.0.0.1:PORT.' },
  'key-file': {
    value: 'file',
    about: 'Holds the API key. Default: CREDITS_API_KEY, else ROOT_API_KEY, else the one kept in DATA_DIR.',
  },
}

/** The operator's calls of a running server. */
export type OperatorApi = { readonly url: string; readonly calls: Client<paths> }

/**
 * Opens the API for an operator. A key is read from a file or the environment, never from the words of the command, which
 * every user of the machine can see.
 *
 * **Errors:** ConfigError; CommandError when there is no key, or the key file cannot be read or holds none.
 */
export function openApi({ readConfig, option }: Pick<Invocation, 'readConfig' | 'option'>): OperatorApi {
  const config = readConfig()
  const url = readServerUrl(option('url') ?? config.url ?? `http://127.0.0.1:${config.port}`)
  const headers = { Authorization: `Bearer ${readKey(config, option('key-file'))}` }
  return { url, calls: createClient<paths>({ baseUrl: url, headers }) }
}

function readKey(config: Pick<Config, 'apiKey' | 'rootApiKey' | 'dataDir'>, file: string | undefined): string {
  if (file !== undefined) return readKeyFile(file)
  // Made here, a key would be one that no server knows.
  const key = config.apiKey ?? findRootKey(config)?.key
  if (key !== undefined) return key
  const remedy = 'Set CREDITS_API_KEY or --key-file, or run this where the server runs.'
  throw new CommandError('NO_API_KEY', `There is no API key: none is set, and ${config.dataDir} keeps none.`, remedy)
}

function readKeyFile(file: string): string {
  let key: string
  try {
    key = readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new CommandError('NO_API_KEY', `The key file cannot be read: ${String(cause)}.`, null, { cause })
  }
  if (isApiKey(key)) return key
  throw new CommandError('NO_API_KEY', `${file} holds no API key.`, 'It must have 32 to 256 visible ASCII characters.')
}
