import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ConfigError } from './ConfigError.js'
import { isApiKey } from './isApiKey.js'
import type { Config } from './parseConfig.js'

/** The operator's key; `file` is where it is kept, null if it was given. */
export type RootKey = { readonly key: string; readonly file: string | null }

/**
 * Returns the configured root key, or else the one in DATA_DIR, made at the first start (256 random bits) and readable by
 * its owner alone.
 *
 * **Errors:** ConfigError when the file cannot be made or read, or holds no key.
 */
export function loadRootKey(config: Pick<Config, 'rootApiKey' | 'dataDir'>): RootKey {
  return findRootKey(config) ?? keep(fileOf(config), make)
}

/** Returns the same key, but makes none: null where there is none yet. **Errors:** as loadRootKey. */
export function findRootKey(config: Pick<Config, 'rootApiKey' | 'dataDir'>): RootKey | null {
  if (config.rootApiKey !== null) return { key: config.rootApiKey, file: null }
  const file = fileOf(config)
  return existsSync(file) ? keep(file) : null
}

const fileOf = ({ dataDir }: Pick<Config, 'dataDir'>) => join(resolve(dataDir), 'root-api-key')

function keep(file: string, make?: (file: string) => void): RootKey {
  const key = keptKey(file, make)
  // An empty file would otherwise make the empty string the key of everything.
  if (!isApiKey(key)) {
    throw new ConfigError([`ROOT_API_KEY is unset and ${file} holds no key; set the one or remove the other`])
  }
  return { key, file }
}

function keptKey(file: string, make?: (file: string) => void): string {
  try {
    make?.(file)
    // A copy or a restore may have opened it to others.
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigError([`ROOT_API_KEY is unset and cannot be kept in DATA_DIR: ${why}; set it, or another DATA_DIR`])
  }
}

/** The file appears whole or not at all, and of two servers that start at once the first one's key stays. */
function make(file: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const fresh = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    writeFileSync(fresh, `root_${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 })
    linkSync(fresh, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(fresh, { force: true })
  }
}
